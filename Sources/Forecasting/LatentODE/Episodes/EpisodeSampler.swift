import Lanes
import TimeSeries

/// Draws the episodes of each epoch: windows of series, with part of each hidden from the encoder.
///
/// Half of the episodes end the history at a random point, so that the model learns to forecast; in the other half single
/// points and a stretch are hidden, so that it learns to interpolate. All points of the window are scored.
struct EpisodeSampler: Sendable {
    let scaling: DataScaling
    let random: Philox4x32
    /// For each series, the points it may use.
    let ranges: [Range<Int>]
    /// Longest history of a forecasting episode, in the model's unit; `nil` for the whole window.
    let history: Double?
    /// Episodes of each series and epoch.
    let repeats: [Int]

    /// - Parameter leastEpisodes: small data sets are repeated, with other points hidden each time, up to this many episodes.
    init(
        scaling: DataScaling, series: [PreparedSeries], ranges: [Range<Int>], history: Double?, seed: UInt64,
        leastEpisodes: Int
    ) {
        self.scaling = scaling
        self.ranges = ranges
        self.history = history
        random = Philox4x32(seed: seed)
        let windows = zip(series, ranges).map { data, range -> Int in
            guard let first = range.first, let last = range.last else { return 0 }
            return max(1, Int((data.times[last] - data.times[first]) / scaling.window))
        }
        let total = windows.reduce(0, +)
        let factor = total > 0 ? (leastEpisodes + total - 1) / total : 1
        repeats = windows.map { $0 * max(factor, 1) }
    }

    /// Number of episodes of an epoch.
    var count: Int { repeats.reduce(0, +) }

    /// The episodes of `epoch`, in random order.
    func episodes(_ epoch: UInt32, series: [PreparedSeries]) -> [Episode] {
        shuffled(drawn(epoch, series: series, rows: ranges.indices), epoch)
    }

    /// The episodes of the series `rows` in `epoch`, in the order of the series; they depend on no other series.
    func drawn(_ epoch: UInt32, series: [PreparedSeries], rows: Range<Int>) -> [Episode] {
        var found: [Episode] = []
        found.reserveCapacity(repeats[rows].reduce(0, +))
        for index in rows {
            for turn in 0..<repeats[index] {
                found.append(episode(index, series[index], epoch, UInt32(turn)))
            }
        }
        return found
    }

    /// The episodes of `epoch` in random order.
    func shuffled(_ episodes: [Episode], _ epoch: UInt32) -> [Episode] {
        random.permutation(count: episodes.count, .episodeOrder, epoch: epoch).map { episodes[$0] }
    }

    private func episode(_ index: Int, _ data: PreparedSeries, _ epoch: UInt32, _ turn: UInt32) -> Episode {
        var drawn: UInt32 = 0
        func draw() -> Double {
            drawn += 1
            return random.uniform(.episodeWindows, epoch: epoch, series: data.key, sample: turn, index: drawn)
        }
        let window = window(data, ranges[index], draw)
        let points = window.lowerBound..<window.upperBound
        var episode = Episode(
            series: index, history: Array(points), start: data.times[points.lowerBound], times: [], points: points,
            stream: turn)
        guard points.count > 1 else {
            episode.times = points.map { data.times[$0] }
            return episode
        }
        if draw() < (scaling.horizon == nil ? 0.5 : 0.8) {
            let seen = 1 + min(Int(draw() * Double(points.count - 1)), points.count - 2)
            var lower = points.lowerBound
            if let history {
                lower = data.firstPoint(from: data.times[lower + seen - 1] - history, in: lower..<lower + seen)
                episode.start = data.times[lower]
                episode.points = lower..<points.upperBound
            }
            episode.history = Array(lower..<points.lowerBound + seen)
            if let horizon = scaling.horizon {
                let cutoff = data.times[points.lowerBound + seen - 1]
                let end = points.first { data.times[$0] > cutoff + horizon } ?? points.upperBound
                episode.points = lower..<end
            }
        } else {
            let share = 0.5 * draw()
            let gap = draw() < 0.5 ? 0.4 * draw() : 0
            let begin = data.times[points.lowerBound]
            let length = data.times[points.upperBound - 1] - begin
            let gapStart = begin + draw() * (1 - gap) * length
            let gapEnd = gapStart + gap * length
            // Branch-free: the outcome is random, and a branch would be mispredicted half of the time.
            let kept = [Int](unsafeUninitializedCapacity: points.count) { kept, count in
                for point in points {
                    let time = data.times[point]
                    kept[count] = point
                    let isChosen = draw() >= share ? 1 : 0
                    let isBefore = time < gapStart ? 1 : 0
                    let isAfter = time >= gapEnd ? 1 : 0
                    count += isChosen & (isBefore | isAfter)
                }
            }
            episode.history = kept.isEmpty ? [points.lowerBound] : kept
        }
        episode.times = Array(data.times[episode.points])
        return episode
    }

    /// A window at a random place, or the whole of a short series.
    private func window(_ data: PreparedSeries, _ range: Range<Int>, _ draw: () -> Double) -> Range<Int> {
        guard let first = range.first, let last = range.last else { return range }
        let span = data.times[last] - data.times[first]
        guard span > scaling.window else { return range }
        let begin = data.times[first] + draw() * (span - scaling.window)
        let lower = data.firstPoint(from: begin, in: range)
        let upper = data.firstPoint(from: begin + scaling.window, in: range)
        return lower < upper ? lower..<upper : lower..<min(lower + 1, range.upperBound)
    }
}

extension PreparedSeries {
    /// The first point of `range` at or after `time`, or the range's end.
    func firstPoint(from time: Double, in range: Range<Int>) -> Int {
        times[range].partitionPoint { $0 >= time }
    }
}
