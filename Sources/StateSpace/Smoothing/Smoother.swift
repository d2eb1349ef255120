import Crew

/// The posterior of one series at points: a run of the filter, then a sweep back over tapes that are filtered again.
///
/// The tapes of a wave are filtered, and the points amid their rows answered, on all threads; only the sweep is one after the
/// other. Each point is answered from the rows' states alone, so that none depends on others.
struct Smoother {
    /// Tapes of a wave; a fixed number, so that memory does not depend on threads.
    private static let blocksAtOnce = 8

    private let model: LinearModel
    private let rows: ObservationRows
    private let layout: StateLayout
    private let ranges: [Range<Int>]
    /// The states before each range, and that after the last row.
    private let states: [FilterState]
    /// The first range after all that hold precise rows: from there on covariances will do.
    private let ordinary: Int

    init(_ model: LinearModel, _ rows: ObservationRows) {
        self.model = model
        self.rows = rows
        layout = StateLayout(model)
        ranges = FilterTape.ranges(layout, rows: rows.count)
        let filter = KalmanFilter(layout)
        filter.start(at: rows.origin)
        var states: [FilterState] = []
        var sum = 0.0
        var ordinary = 0
        for (index, range) in ranges.enumerated() {
            states.append(FilterState(filter, count: range.lowerBound, logLikelihood: sum))
            filter.wasFactored = filter.isFactored
            for place in range {
                let row = rows[place]
                filter.advance(to: row.time)
                sum += filter.absorb(row)
            }
            if filter.wasFactored { ordinary = index + 1 }
        }
        states.append(FilterState(filter, count: rows.count, logLikelihood: sum))
        self.states = states
        self.ordinary = ordinary
    }

    func answer(_ points: [ProcessPoint], _ crew: WorkCrew) -> ProcessDistribution {
        let order = points.indices.sorted { points[$0].time < points[$1].time }
        let lastTime = rows.times.last ?? rows.origin
        var end = order.count
        while end > 0, points[order[end - 1]].time >= lastTime { end -= 1 }
        let late = model.forecast(from: states[ranges.count], at: order[end...].map { points[$0] })
        let answers = Answers(points.count)
        for (index, point) in order[end...].enumerated() {
            answers.write(point, late.means[index], late.variances[index])
        }
        guard end > 0 else { return answers.distribution }
        let asked = Asked(points: points, order: order)
        let adjoint = SmoothingAdjoint(layout)
        end = sweep(CovarianceBlock.self, ordinary..<ranges.count, end, asked, adjoint, answers, crew)
        guard ordinary > 0 else {
            answerEarly(CovarianceBlock.self, end, asked, adjoint, answers)
            return answers.distribution
        }
        let information = InformationSweep(layout)
        if ordinary < ranges.count {
            let filter = KalmanFilter(layout)
            filter.restore(states[ordinary])
            filter.multiplyOut()
            information.start(
                mean: filter.mean, covariance: filter.matrix, mu: adjoint.mean, n: adjoint.covariance)
        }
        end = sweep(FactoredBlock.self, 0..<ordinary, end, asked, information, answers, crew)
        answerEarly(FactoredBlock.self, end, asked, information, answers)
        return answers.distribution
    }

    /// Sweeps back over some of the ranges, and answers the points amid them.
    ///
    /// - Parameter place: how many points, in the order of time, are left to answer.
    /// - Returns: how many are left then.
    private func sweep<Block: PosteriorBlock>(
        _: Block.Type, _ part: Range<Int>, _ place: Int, _ asked: Asked, _ later: Block.Later, _ answers: Answers,
        _ crew: WorkCrew
    ) -> Int {
        nonisolated(unsafe) let blocks = (0..<min(Self.blocksAtOnce, part.count)).map { _ in
            Block(layout, capacity: ranges[0].count)
        }
        var place = place
        var end = part.upperBound
        while end > part.lowerBound, place > 0 {
            let begin = max(end - Self.blocksAtOnce, part.lowerBound)
            crew.perform(end - begin) { task, _ in
                blocks[task].tape.run(rows, ranges[begin + task], from: states[begin + task])
            }
            var shares = [Range<Int>](repeating: 0..<0, count: end - begin)
            for block in (begin..<end).reversed() {
                blocks[block - begin].sweep(rows, later)
                // Those between the state that the block starts from and its last row.
                var first = place
                while first > 0, asked.time(first - 1) >= states[block].time { first -= 1 }
                shares[block - begin] = first..<place
                place = first
            }
            crew.perform(end - begin) { task, _ in
                var index = ranges[begin + task].lowerBound
                for point in asked.order[shares[task]] {
                    while rows.times[index] <= asked.points[point].time { index += 1 }
                    let (mean, variance) = blocks[task].answer(asked.points[point], before: index, rows)
                    answers.write(point, mean, variance)
                }
            }
            end = begin
        }
        return place
    }

    /// Answers the first points, before the origin, where the sweep has arrived there.
    private func answerEarly<Block: PosteriorBlock>(
        _: Block.Type, _ place: Int, _ asked: Asked, _ later: Block.Later, _ answers: Answers
    ) {
        let early = EarlyTimes(layout)
        for point in asked.order[..<place] {
            let (mean, variance) = Block.answer(asked.points[point], origin: rows.origin, early, later)
            answers.write(point, mean, variance)
        }
    }
}

/// The points asked for, and their order in time.
private struct Asked: Sendable {
    let points: [ProcessPoint]
    let order: [Int]

    func time(_ place: Int) -> Double { points[order[place]].time }
}

/// Means and variances that several threads write, each its own points.
private final class Answers: @unchecked Sendable {
    private let count: Int
    private let means: UnsafeMutablePointer<Double>
    private let variances: UnsafeMutablePointer<Double>

    init(_ count: Int) {
        self.count = count
        means = .allocate(capacity: max(count, 1))
        variances = .allocate(capacity: max(count, 1))
    }

    deinit {
        means.deallocate()
        variances.deallocate()
    }

    func write(_ point: Int, _ mean: Double, _ variance: Double) {
        means[point] = mean
        variances[point] = variance
    }

    /// What was written; every point must have been.
    var distribution: ProcessDistribution {
        ProcessDistribution(
            means: Array(UnsafeBufferPointer(start: means, count: count)),
            variances: Array(UnsafeBufferPointer(start: variances, count: count)))
    }
}
