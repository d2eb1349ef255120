import TimeSeries

/// The anchors from which a regression is tried, and the later values that it is to predict.
///
/// Where a history is given, anchors stand where it is full, and all values within the horizon are targets; else anchors are spread
/// over each series and targets over the logarithm of the lead. Anchors are at most so many that their summaries fit into a fixed memory:
/// of more series every k-th is read.
struct ForecastPlan {
    private(set) var table: AnchorTable
    /// Of each channel.
    private(set) var targets: [ForecastRows.Targets]

    /// Numbers that all summaries may take.
    private static let mostNumbers = 12_000_000
    /// Targets of a channel where nothing but the data limits them.
    private static let mostTargets = 150_000
    private static let targetsOfAnchor = 24
    private static let mostTargetsOfAnchor = 400

    private let frame: RegressionFrame
    private let task: TaskSettings

    /// - Complexity: O(n + anchors · channels); with a given history O(anchors · its observations).
    init(_ frame: RegressionFrame, _ collection: SeriesCollection, task: TaskSettings, folds: RegressionFolds) {
        self.frame = frame
        self.task = task
        let width = frame.channels.count * HistorySummary.size + frame.staticColumns.count
        table = AnchorTable(width: width)
        targets = Array(repeating: ForecastRows.Targets(), count: frame.channels.count)
        let most = max(1, Self.mostNumbers / width)
        let step = max(1, (collection.count + most - 1) / most)
        let read = max(1, collection.count / step)
        let anchors = max(1, min(most / read, Self.mostTargets / Self.targetsOfAnchor / read, 4000))
        for series in stride(from: 0, to: collection.count, by: step) {
            add(series, collection, anchors: anchors, fold: folds.fold(of: series))
        }
    }

    private mutating func add(_ series: Int, _ collection: SeriesCollection, anchors: Int, fold: Int) {
        let rows = collection.rows(of: series)
        var times: [Double] = []
        for row in rows {
            let time = collection.times[row].number
            if times.last != time { times.append(time) }
        }
        let cuts = cuts(times, most: anchors)
        guard !cuts.isEmpty else { return }
        let histories = frame.histories(of: rows, in: collection)
        let statics = frame.staticNumbers(of: series, in: collection)
        let limit =
            task.horizon == nil
            ? Self.targetsOfAnchor : max(Self.targetsOfAnchor, Self.mostTargetsOfAnchor / cuts.count)
        var running = frame.emptySummaries
        var added = [Int](repeating: 0, count: histories.count)
        for (anchor, cut) in cuts {
            var numbers: [Float]
            if task.history == nil {
                numbers = [Float](repeating: 0, count: frame.channels.count * HistorySummary.size) + statics
                for channel in histories.indices {
                    while added[channel] < histories[channel].times.count,
                        histories[channel].times[added[channel]] <= anchor
                    {
                        running[channel].add(
                            histories[channel].times[added[channel]], histories[channel].values[added[channel]])
                        added[channel] += 1
                    }
                    running[channel].write(
                        at: anchor, clock: frame.clock, to: &numbers, from: channel * HistorySummary.size)
                }
            } else {
                numbers = frame.summaries(of: histories, at: anchor, statics: statics)
            }
            let place = Int32(table.count)
            table.numbers += numbers
            table.folds.append(Int8(fold))
            for (channel, own) in histories.enumerated() {
                for index in indices(in: own, after: cut, anchor: anchor, limit: limit) {
                    let time = own.times[index]
                    targets[channel].anchors.append(place)
                    targets[channel].leads.append(time - anchor)
                    targets[channel].times.append(time)
                    targets[channel].values.append(Float(own.values[index]))
                    targets[channel].lagged += frame.lagged(
                        channel, own, time: time, anchor: anchor, mean: numbers[channel * HistorySummary.size])
                }
            }
        }
    }

    /// Anchors, each an observation's time, with the time after which their targets lie.
    private func cuts(_ times: [Double], most: Int) -> [(anchor: Double, cut: Double)] {
        guard times.count >= 2, let first = times.first, let last = times.last else { return [] }
        guard let history = task.history else {
            let count = min(most, times.count - 1)
            return (0..<count).map { k in
                let anchor = times[
                    min(Int((Double(k) + 0.5) * Double(times.count - 1) / Double(count)), times.count - 2)]
                return (anchor, anchor)
            }
        }
        // A series shorter than a history is cut in its middle.
        guard last > first + history else { return [(times[(times.count - 2) / 2], times[(times.count - 2) / 2])] }
        let room = last - first - history
        let step = max((task.horizon ?? history) / 4, room / Double(most))
        let full = min(Int(room / step), most - 1)
        return (0...full).compactMap { k in
            let cut = first + history + Double(k) * step
            let seen = times.partitionPoint { $0 > cut }
            return seen > 0 && seen < times.count ? (times[seen - 1], cut) : nil
        }
    }

    /// The targets of a channel after `cut`, at most `limit`.
    private func indices(in own: ChannelHistory, after cut: Double, anchor: Double, limit: Int) -> [Int] {
        let begin = own.times.partitionPoint { $0 > cut }
        let last = task.horizon.map { cut + $0 } ?? anchor + frame.clock.longest * (1 + 1e-9)
        let end = own.times.partitionPoint { $0 > last }
        guard begin < end else { return [] }
        if task.horizon != nil {
            let step = max(1, (end - begin + limit - 1) / limit)
            return Array(stride(from: begin, to: end, by: step))
        }
        var found: [Int] = []
        var ahead = 1.0
        while begin + Int(ahead) - 1 < end, found.count < limit {
            found.append(begin + Int(ahead) - 1)
            ahead = max(ahead + 1, ahead * 1.45)
        }
        return found
    }
}

/// Which series are held out together: whole ones where there are many, else stretches of time.
struct RegressionFolds {
    private let isBySeries: Bool
    /// The time that all series span.
    let span: (begin: Double, length: Double)

    init(_ collection: SeriesCollection) {
        let usable = (0..<collection.count).filter { collection.points(of: $0) >= 2 }
        isBySeries = usable.count >= DataSplit.leastSeries
        let first = usable.compactMap { collection.rows(of: $0).first.map { collection.times[$0].number } }.min() ?? 0
        let last = usable.compactMap { collection.rows(of: $0).last.map { collection.times[$0].number } }.max() ?? 0
        span = (first, last - first)
    }

    /// The part of a series; -1 where stretches of time are held out.
    func fold(of series: Int) -> Int { isBySeries ? series % RidgeFolds.count : -1 }
}
