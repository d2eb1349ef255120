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
    /// Whether some row asked for square-root form.
    private let isPrecise: Bool

    init(_ model: LinearModel, _ rows: ObservationRows) {
        self.model = model
        self.rows = rows
        layout = StateLayout(model)
        ranges = FilterTape.ranges(layout, rows: rows.count)
        let filter = KalmanFilter(layout)
        filter.start(at: rows.origin)
        var states: [FilterState] = []
        var sum = 0.0
        for range in ranges {
            states.append(FilterState(filter, count: range.lowerBound, logLikelihood: sum))
            for index in range {
                let row = rows[index]
                filter.advance(to: row.time)
                sum += filter.absorb(row)
            }
        }
        states.append(FilterState(filter, count: rows.count, logLikelihood: sum))
        self.states = states
        isPrecise = filter.wasFactored
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
        if isPrecise {
            sweep(FactoredBlock.self, points, order[..<end], answers, crew)
        } else {
            sweep(CovarianceBlock.self, points, order[..<end], answers, crew)
        }
        return answers.distribution
    }

    /// Answers points before the last row, given in the order of time.
    private func sweep<Block: PosteriorBlock>(
        _: Block.Type, _ points: [ProcessPoint], _ order: ArraySlice<Int>, _ answers: Answers, _ crew: WorkCrew
    ) {
        let later = Block.nothingLater(layout)
        nonisolated(unsafe) let blocks = (0..<min(Self.blocksAtOnce, ranges.count)).map { _ in
            Block(layout, capacity: ranges[0].count)
        }
        var place = order.endIndex
        var end = ranges.count
        while end > 0, place > 0 {
            let begin = max(end - Self.blocksAtOnce, 0)
            crew.perform(end - begin) { task, _ in
                blocks[task].tape.run(rows, ranges[begin + task], from: states[begin + task])
            }
            var shares = [Range<Int>](repeating: 0..<0, count: end - begin)
            for block in (begin..<end).reversed() {
                blocks[block - begin].sweep(rows, later)
                // Those between the state that the block starts from and its last row.
                var first = place
                while first > 0, points[order[first - 1]].time >= states[block].time { first -= 1 }
                shares[block - begin] = first..<place
                place = first
            }
            crew.perform(end - begin) { task, _ in
                var index = ranges[begin + task].lowerBound
                for point in order[shares[task]] {
                    while rows.times[index] <= points[point].time { index += 1 }
                    let (mean, variance) = blocks[task].answer(points[point], before: index, rows)
                    answers.write(point, mean, variance)
                }
            }
            end = begin
        }
        let early = EarlyTimes(layout)
        for point in order[..<place] {
            let (mean, variance) = Block.answer(points[point], origin: rows.origin, early, later)
            answers.write(point, mean, variance)
        }
    }
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
