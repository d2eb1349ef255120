import TimeSeries

/// Part of a request that one episode answers.
struct PredictionPart {
    /// Position in the list of requests.
    var request: Int
    /// Which of its times.
    var times: Range<Int>
    var episode: Episode
}

extension LatentODEForecaster {
    /// Most outputs of one episode; more are asked in parts.
    private static let mostOutputs = 512

    /// The parts of one forecast: the latest stretch of the history, then all times.
    func forecastParts(
        _ request: Int, _ data: PreparedSeries, series: Int, seen: Int, times: [Double]
    ) -> [PredictionPart] {
        let last = data.times[seen - 1]
        let first = data.firstPoint(from: last - scaling.history, in: 0..<seen)
        return parts(request, series: series, history: first..<seen, start: data.times[first], times, 0..<times.count)
    }

    /// The parts of one interpolation. A long series is covered by fixed tiles of half a window, each answered from the
    /// window around it, so that what is said of a time never depends on what else is asked.
    func interpolationParts(
        _ request: Int, _ data: PreparedSeries, series: Int, seen: Int, times: [Double]
    ) -> [PredictionPart] {
        let begin = data.times[0]
        guard data.times[seen - 1] - begin > scaling.window else {
            return parts(request, series: series, history: 0..<seen, start: begin, times, 0..<times.count)
        }
        let width = scaling.window / 2
        var found: [PredictionPart] = []
        var index = 0
        while index < times.count {
            let tile = ((times[index] - begin) / width).rounded(.down)
            var end = index + 1
            while end < times.count, ((times[end] - begin) / width).rounded(.down) == tile { end += 1 }
            let tileBegin = begin + tile * width
            var lower = data.firstPoint(from: tileBegin - width / 2, in: 0..<seen)
            // The last point at or before the tile and the first at or after it are always seen.
            if lower == seen || data.times[lower] > tileBegin { lower = max(lower - 1, 0) }
            var upper = data.firstPoint(from: tileBegin + 1.5 * width, in: 0..<seen)
            if upper < seen, upper == 0 || data.times[upper - 1] < tileBegin + width { upper += 1 }
            found += parts(
                request, series: series, history: lower..<upper, start: data.times[lower], times, index..<end)
            index = end
        }
        return found
    }

    private func parts(
        _ request: Int, series: Int, history: Range<Int>, start: Double, _ times: [Double], _ range: Range<Int>
    ) -> [PredictionPart] {
        stride(from: range.lowerBound, to: range.upperBound, by: Self.mostOutputs).map { begin in
            let part = begin..<min(begin + Self.mostOutputs, range.upperBound)
            return PredictionPart(
                request: request, times: part,
                episode: Episode(
                    series: series, history: Array(history), start: start, times: Array(times[part]), points: 0..<0,
                    stream: 0))
        }
    }
}
