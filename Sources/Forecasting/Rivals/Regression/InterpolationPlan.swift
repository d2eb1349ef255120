import TimeSeries

/// The values that a regression hides and is to predict from both sides: alone or with neighbours, so that gaps of all widths are
/// tried, with and without what other channels did meanwhile.
struct InterpolationPlan {
    /// Rows and the other channels' numbers, of each channel.
    private(set) var rows: [[InterpolationRows.Hidden]]
    private(set) var others: [[Float]]

    private static let mostRows = 20_000
    /// Numbers that all rows may take.
    private static let mostNumbers = 12_000_000
    /// Numbers hidden together, in turns.
    private static let widths = [1, 1, 2, 1, 4, 1, 8, 2, 1, 16, 1, 3, 32, 1, 6]

    /// - Complexity: O(n + rows · channels · log n).
    init(
        _ frame: RegressionFrame, _ features: [InterpolationFeatures], _ collection: SeriesCollection,
        folds: RegressionFolds
    ) {
        let channels = features.count
        rows = Array(repeating: [], count: channels)
        others = rows.map { _ in [] }
        var counts = [Int](repeating: 0, count: channels)
        let places = collection.variables.map { name in frame.channels.firstIndex { $0.name == name } }
        for index in collection.variableIndices { if let place = places[Int(index)] { counts[place] += 1 } }
        let most = max(500, min(Self.mostRows, Self.mostNumbers / (channels * (channels + 40))))
        let steps = counts.map { max(1, Double($0) / Double(most)) }
        var next = steps.map { $0 / 2 }
        var passed = [Int](repeating: 0, count: channels)
        for series in 0..<collection.count {
            let seen = collection.rows(of: series)
            guard seen.count >= 2 else {
                for row in seen { if let place = places[Int(collection.variableIndices[row])] { passed[place] += 1 } }
                continue
            }
            let histories = frame.histories(of: seen, in: collection)
            for channel in 0..<channels {
                let own = histories[channel]
                let end = Double(passed[channel] + own.times.count)
                guard next[channel] < end else {
                    passed[channel] += own.times.count
                    continue
                }
                var sums = [0.0]
                for value in own.values { sums.append(sums[sums.count - 1] + value) }
                while next[channel] < end {
                    let index = min(Int(next[channel]) - passed[channel], own.times.count - 1)
                    next[channel] += steps[channel]
                    guard own.times.count >= 2, index >= 0 else { continue }
                    add(index, channel, series, histories, sums, features[channel], folds)
                }
                passed[channel] += own.times.count
            }
        }
    }

    private mutating func add(
        _ index: Int, _ channel: Int, _ series: Int, _ histories: [ChannelHistory], _ sums: [Double],
        _ features: InterpolationFeatures, _ folds: RegressionFolds
    ) {
        let own = histories[channel]
        let count = own.times.count
        let turn = rows[channel].count
        let width = min(Self.widths[turn % Self.widths.count], max(count / 3, 1))
        // The ends of a series are hidden in one turn of eight: beyond them there is one side.
        let edge = turn % 8 == 7 || count < 3 ? 0 : 1
        guard index >= edge, index < count - edge else { return }
        let lower = max(index - turn * 7 % width, edge)
        let hidden = lower..<min(max(lower + width, index + 1), count - edge)
        guard hidden.contains(index), hidden.count < count else { return }
        let kept = Double(count - hidden.count)
        let mean = (sums[count] - sums[hidden.upperBound] + sums[hidden.lowerBound]) / kept
        guard
            var row = features.row(
                at: own.times[index], in: histories, hidden: hidden, mean: mean,
                seesOthers: turn / Self.widths.count % 2 == 0)
        else { return }
        others[channel] += row.others
        row.others = []
        rows[channel].append(
            InterpolationRows.Hidden(
                row: row, value: own.values[index], series: series, time: own.times[index],
                fold: folds.fold(of: series)))
    }
}
