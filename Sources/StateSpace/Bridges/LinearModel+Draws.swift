extension LinearModel {
    /// Draws of the process without its noise, given the rows, at points of time none of which is before the origin.
    ///
    /// A draw is one function of time and channel, jointly exact: what it is at one point does not depend on which others are
    /// asked for. For a forecast the state after the last row is drawn and carried on. Else a path of the process is drawn
    /// without regard to them, with readings of its own, and moved by the posterior mean of what the rows differ from these
    /// readings (Durbin, Koopman 2002).
    ///
    /// - Parameters:
    ///   - isForecast: whether no point is before the last row.
    ///   - count: number of draws.
    ///   - normal: a standard normal number for a place in time, an element at it and a draw.
    /// - Returns: `(points)(count)`.
    /// - Complexity: O(rows · d² + draws · points · d) of a forecast, else O(draws · (rows + points) · d²).
    package func draws(
        given rows: ObservationRows, at points: [ProcessPoint], isForecast: Bool, count: Int,
        normal: (_ place: UInt64, _ element: Int, _ draw: Int) -> Double
    ) -> [[Double]] {
        withoutActuallyEscaping(normal) { normal in
            let layout = StateLayout(self)
            var result = [[Double]](repeating: [], count: points.count)
            // A few at a time bound the memory.
            let block = isForecast ? 64 : 8
            for begin in stride(from: 0, to: count, by: block) {
                let paths = PathDraw(layout: layout, count: min(block, count - begin)) {
                    normal($0, $1, $2 + begin)
                }
                let part =
                    isForecast ? forecastDraws(paths, rows, points) : interpolationDraws(paths, rows, points)
                for k in points.indices { result[k] += part[k] }
            }
            return result
        }
    }

    /// Places of the states at the origin and after the last row, and of the noise of rows.
    private static var startPlace: UInt64 { PathDraw.mixed(1) }
    private static var lastPlace: UInt64 { PathDraw.mixed(2) }
    private static var noisePlace: UInt64 { PathDraw.mixed(3) }

    private func forecastDraws(_ paths: PathDraw, _ rows: ObservationRows, _ points: [ProcessPoint]) -> [[Double]] {
        let d = paths.layout.size
        let state = filterState(after: rows)
        let root = SquareMatrix(state.covariance, d).lowerRoot
        var states = [Double](repeating: 0, count: paths.count * d)
        for k in 0..<paths.count {
            let normals = (0..<d).map { paths.normal(Self.lastPlace, $0, k) }
            for i in 0..<d {
                states[k * d + i] = (0...i).reduce(state.mean[i]) { $0 + root[d * i + $1] * normals[$1] }
            }
        }
        return points.map { point in
            let found = paths.beyond(point.time, state.time, states, place: Self.lastPlace)
            return paths.readings(found, channel: point.channel).map { $0 + means[point.channel] }
        }
    }

    private func interpolationDraws(_ paths: PathDraw, _ rows: ObservationRows, _ points: [ProcessPoint]) -> [[Double]]
    {
        // The path at the rows, and what is read of it there with noise.
        var times = [rows.origin]
        var states = [paths.start(place: Self.startPlace)]
        var readings: [[Double]] = []
        for index in 0..<rows.count {
            let row = rows[index]
            let time = times[times.count - 1]
            if row.time > time {
                let place = PathDraw.mixed(Self.startPlace &+ UInt64(times.count))
                states.append(paths.advance(states[states.count - 1], by: row.time - time, place: place))
                times.append(row.time)
            }
            let error = paths.layout.errorVariance(row).squareRoot()
            let place = PathDraw.mixed(Self.noisePlace &+ UInt64(index))
            readings.append(
                paths.readings(states[states.count - 1], channel: row.channel).enumerated().map { draw, reading in
                    reading + means[row.channel] + error * paths.normal(place, 0, draw)
                })
        }
        let drawn = points.map { point -> [Double] in
            var low = 0
            var high = times.count
            while low < high {
                let middle = (low + high) / 2
                if times[middle] <= point.time { low = middle + 1 } else { high = middle }
            }
            let index = max(low - 1, 0)
            let place = PathDraw.mixed(Self.lastPlace &+ UInt64(index))
            let found =
                low < times.count
                ? paths.between(
                    point.time, times[index], states[index], times[index + 1], states[index + 1], place: place)
                : paths.beyond(point.time, times[index], states[index], place: place)
            return paths.readings(found, channel: point.channel)
        }
        // The posterior mean is linear in the values.
        var centered = self
        centered.means = means.map { _ in 0 }
        var result = drawn
        for draw in 0..<paths.count {
            let difference = ObservationRows(
                times: rows.times, channels: rows.channels,
                values: rows.values.indices.map { rows.values[$0] - readings[$0][draw] },
                errorVariances: rows.errorVariances, weights: rows.weights, origin: rows.origin)
            let moved = centered.posterior(given: difference, at: points).means
            for k in points.indices { result[k][draw] += moved[k] + means[points[k].channel] }
        }
        return result
    }
}
