import Crew

extension LinearModel {
    /// Means and variances of the process, without its noise, at any points given all rows of a series.
    ///
    /// Points may be before, amid and after the rows, in any order; each gets the same bits alone as among others. Before the
    /// origin every term runs back in time: as it ran forward where it is stationary, as a Wiener process from the origin where
    /// not.
    ///
    /// - Parameter crew: whose threads share the work; the result has the same bits with any number.
    /// - Complexity: O((rows + points) d²) of time, and memory for the states between tapes of rows and eight tapes.
    package func posterior(given rows: ObservationRows, at points: [ProcessPoint], crew: WorkCrew? = nil)
        -> ProcessDistribution
    {
        let smoother = Smoother(self, rows)
        return smoother.answer(points, crew ?? WorkCrew(threads: 1))
    }
}

/// The posterior of one series at points.
private final class Smoother {
    /// Blocks that are swept at a time; a fixed number, so that memory does not depend on threads.
    private static let blocksAtOnce = 8

    private let model: LinearModel
    private let rows: ObservationRows
    private let layout: StateLayout

    init(_ model: LinearModel, _ rows: ObservationRows) {
        self.model = model
        self.rows = rows
        layout = StateLayout(model)
    }

    func answer(_ points: [ProcessPoint], _ crew: WorkCrew) -> ProcessDistribution {
        var means = [Double](repeating: 0, count: points.count)
        var variances = means
        // Points by the number of rows that are not after them.
        let order = points.indices.sorted { points[$0].time < points[$1].time }
        let ranges = FilterTape.ranges(layout, rows: rows.count)
        let (states, last) = filter(ranges)
        means.withUnsafeMutableBufferPointer { means in
            variances.withUnsafeMutableBufferPointer { variances in
                nonisolated(unsafe) let (means, variances) = (means, variances)
                var place = order.count
                // After all rows.
                let lastTime = rows.times.last ?? rows.origin
                while place > 0, points[order[place - 1]].time >= lastTime { place -= 1 }
                let late = order[place...].map { points[$0] }
                let forecast = model.forecast(from: last, at: late)
                for (index, point) in order[place...].enumerated() {
                    means[point] = forecast.means[index]
                    variances[point] = forecast.variances[index]
                }
                guard place > 0 else { return }
                let adjoint = SmoothingAdjoint(layout)
                let blocks = (0..<min(Self.blocksAtOnce, ranges.count)).map { _ in
                    SmoothingBlock(layout, capacity: ranges[0].count)
                }
                var end = ranges.count
                while end > 0, place > 0 {
                    let begin = max(end - Self.blocksAtOnce, 0)
                    crew.perform(end - begin) { task, _ in
                        blocks[task].tape.run(rows, ranges[begin + task], from: states[begin + task])
                    }
                    var shares = [Range<Int>](repeating: 0..<0, count: end - begin)
                    for block in (begin..<end).reversed() {
                        blocks[block - begin].sweep(rows, adjoint)
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
                            (means[point], variances[point]) = blocks[task].answer(
                                points[point], before: index, rows)
                        }
                    }
                    end = begin
                }
                let early = EarlyTimes(layout)
                for point in order[..<place] {
                    (means[point], variances[point]) = early.answer(points[point], origin: rows.origin, adjoint)
                }
            }
        }
        return ProcessDistribution(means: means, variances: variances)
    }

    /// The states before each range of rows, and that after the last row.
    private func filter(_ ranges: [Range<Int>]) -> ([FilterState], FilterState) {
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
        return (states, FilterState(filter, count: rows.count, logLikelihood: sum))
    }
}
