import Crew

extension LinearModel {
    /// Paths of the process, without its noise, drawn jointly at all points given all rows of a series.
    ///
    /// Draws are exact: times and channels have the covariances of the posterior. Points may be before, amid and after the
    /// rows, in any order. A path depends on the points asked for, as a step between two is drawn otherwise with a third amid
    /// them; it does not depend on how many paths are drawn, nor on threads.
    ///
    /// - Returns: (count)(points).
    /// - Complexity: O(rows · d²) once, then O((rows + points) d) a path; without the rows where no point is before the last.
    package func samplePaths(
        given rows: ObservationRows, at points: [ProcessPoint], count: Int, noise: PathNoise, crew: WorkCrew? = nil
    ) -> [[Double]] {
        let lastTime = rows.times.last ?? rows.origin
        if points.allSatisfy({ $0.time >= lastTime }) {
            return samplePaths(from: filterState(after: rows), at: points, count: count, noise: noise, crew: crew)
        }
        let plan = PathPlan(self, rows, points)
        // Memory of a block is rows · paths.
        let block = rows.count > 100_000 ? 4 : 16
        return Self.paths(count, block: block, points: points.count, crew) { plan.draw($0, noise) }
    }

    /// Paths of the process, without its noise, drawn jointly at points at or after the time of a state.
    ///
    /// - Returns: (count)(points).
    /// - Precondition: no point is before the state.
    package func samplePaths(
        from state: FilterState, at points: [ProcessPoint], count: Int, noise: PathNoise, crew: WorkCrew? = nil
    ) -> [[Double]] {
        let layout = StateLayout(self)
        let order = points.indices.sorted { (points[$0].time, $0) < (points[$1].time, $1) }
        if let first = order.first {
            precondition(points[first].time >= state.time, "a point at \(points[first].time) is before the state")
        }
        return Self.paths(count, block: 16, points: points.count, crew) { paths in
            var values = [Double](repeating: 0, count: points.count * paths.count)
            values.withUnsafeMutableBufferPointer { buffer in
                guard let values = buffer.baseAddress else { return }
                let filter = KalmanFilter(layout)
                filter.restore(state)
                filter.factor()
                let states = DrawnStates(layout, paths, noise)
                states.start(mean: filter.mean, factor: filter.matrix)
                var time = state.time
                for place in order {
                    states.advance(by: points[place].time - time)
                    time = points[place].time
                    let line = values + paths.count * place
                    states.writeReading(points[place].channel, line)
                    for path in 0..<paths.count { line[path] += means[points[place].channel] }
                }
            }
            return values
        }
    }

    /// Draws blocks of paths on the threads of a crew.
    ///
    /// - Parameter draw: (points)(paths) of a range of paths.
    private static func paths(
        _ count: Int, block: Int, points: Int, _ crew: WorkCrew?, _ draw: (Range<Int>) -> [Double]
    ) -> [[Double]] {
        let ranges = stride(from: 0, to: count, by: block).map { $0..<min($0 + block, count) }
        let blocks = (crew ?? WorkCrew(threads: 1)).map(ranges.count) { index, _ in draw(ranges[index]) }
        return zip(ranges, blocks).flatMap { range, values in
            range.indices.map { path in
                (0..<points).map { values[$0 * range.count + path - range.lowerBound] }
            }
        }
    }
}
