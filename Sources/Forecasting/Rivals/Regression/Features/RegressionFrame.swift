import Foundation
import TimeSeries

/// How observations become the numbers that a regression reads: scaled, cut at the range's ends, without seasons.
struct RegressionFrame: Codable, Sendable {
    /// One channel.
    struct Channel: Codable, Sendable {
        let name: String
        let scale: ChannelRange
        let curve: SeasonalCurve
        /// What errors are multiplied by, for the seasons were learned from the same values: (1 − coefficients / values)^−½.
        let errorFactor: Double
        /// Of the weighted means, four, ascending.
        let halfLives: [Double]
        /// The time that all series cover together.
        let covered: Double
        /// Quantiles of all values in data units, for series of which nothing was seen.
        let values: [Double]
    }

    let channels: [Channel]
    let statics: [StaticEncoding]
    let timeKind: TimeKind
    let clock: LeadClock
    /// Length of the past that is read; `nil` for all of it.
    let history: Double?

    /// Learns scales, seasons and half-lives.
    ///
    /// - Complexity: O(n log n).
    init(_ collection: SeriesCollection, task: TaskSettings) {
        var found = [[ChannelHistory]](repeating: [], count: collection.variables.count)
        var gaps: [ChannelHistory] = []
        var spans: [Double] = []
        for index in 0..<collection.count {
            let rows = collection.rows(of: index)
            for (channel, history) in collection.histories(of: rows).enumerated() where !history.times.isEmpty {
                found[channel].append(history)
            }
            guard let first = rows.first, let last = rows.last else { continue }
            spans.append(collection.times[last].elapsed(since: collection.times[first]))
            if gaps.count < 500 {
                var all = ChannelHistory()
                for row in rows where all.times.last != collection.times[row].number {
                    all.times.append(collection.times[row].number)
                }
                gaps.append(all)
            }
        }
        let longestSpan = spans.max() ?? 0
        // A single series shows no lead as long as itself twice over.
        let tried = spans.count { $0 > longestSpan / 2 } >= DataSplit.leastSeries ? longestSpan : longestSpan / 2
        let longest = max(task.horizon ?? tried, .leastNormalMagnitude)
        let unit = min(ChannelHistory.medianGap(of: gaps) ?? longest, longest)
        let seasons = SeasonSearch.seasons(in: collection, choice: task.season)
        let past = task.history ?? longestSpan
        timeKind = collection.times.kind
        clock = LeadClock(unit: max(unit, 1e-9 * longest), longest: longest)
        history = task.history
        channels = found.enumerated().filter { !$1.isEmpty }.map { index, histories in
            let scale = ChannelRange(histories.flatMap(\.values))
            let scaled = histories.map {
                ChannelHistory(times: $0.times, values: $0.values.map { scale.scaled($0) })
            }
            let gap = ChannelHistory.medianGap(of: histories) ?? max(past, 1)
            let ratio = max(past / 2 / gap, 8)
            let curve = SeasonalCurve(learning: scaled, seasons: seasons[index], areTold: task.season != .found)
            let count = Double(histories.reduce(0) { $0 + $1.values.count })
            let share = Double(curve.parts.reduce(0) { $0 + $1.coefficients.count }) / count
            return Channel(
                name: collection.variables[index], scale: scale, curve: curve,
                errorFactor: 1 / (1 - min(share, 0.5)).squareRoot(),
                halfLives: (0..<4).map { gap * pow(ratio, Double($0) / 3) },
                covered: ChannelHistory.covered(by: histories),
                values: LeadSpread.quantiles(histories.flatMap(\.values)))
        }
        statics = collection.staticNames.enumerated().map { place, name in
            StaticEncoding(name: name, values: collection.statics.map { $0[place] })
        }
    }

    /// Names of the columns of the covariates.
    var staticColumns: [String] {
        statics.flatMap { encoding in
            encoding.categories.isEmpty
                ? [encoding.name, "\(encoding.name) known"] : encoding.categories.map { "\(encoding.name) = \($0)" }
        }
    }

    /// The columns of the covariates of a series, `(staticColumns)`; those that `collection` lacks are unknown.
    func staticNumbers(of series: Int, in collection: SeriesCollection) -> [Float] {
        statics.flatMap { encoding -> [Float] in
            let place = collection.staticNames.firstIndex(of: encoding.name)
            let value = place.flatMap { collection.statics[series][$0] }
            return encoding.encode(value).map { Float(min(max($0, -10), 10)) }
        }
    }

    /// The rows `seen` of a series, channel by channel, scaled and without seasons.
    ///
    /// - Complexity: O(rows).
    func histories(of seen: Range<Int>, in collection: SeriesCollection) -> [ChannelHistory] {
        let places = collection.variables.map { name in channels.firstIndex { $0.name == name } }
        var found = [ChannelHistory](repeating: ChannelHistory(), count: channels.count)
        for row in seen {
            guard let channel = places[Int(collection.variableIndices[row])] else { continue }
            let time = collection.times[row].number
            let frame = channels[channel]
            let scaled = frame.scale.scaled(collection.values[row])
            found[channel].times.append(time)
            found[channel].values.append(frame.curve.parts.isEmpty ? scaled : scaled - frame.curve.value(at: time))
        }
        return found
    }

    /// Empty summaries of all channels.
    var emptySummaries: [HistorySummary] {
        channels.map {
            HistorySummary(
                halfLives: SIMD4($0.halfLives[0], $0.halfLives[1], $0.halfLives[2], $0.halfLives[3]))
        }
    }

    /// Summaries of what `histories` hold up to `anchor`, no longer ago than `history`, then `statics`.
    ///
    /// - Complexity: O(n).
    func summaries(of histories: [ChannelHistory], at anchor: Double, statics: [Float]) -> [Float] {
        var numbers = [Float](repeating: 0, count: channels.count * HistorySummary.size) + statics
        let first = history.map { anchor - $0 }
        for (channel, var summary) in emptySummaries.enumerated() {
            let own = histories[channel]
            let end = own.times.partitionPoint { $0 > anchor }
            let begin = first.map { first in own.times.partitionPoint { $0 >= first } } ?? 0
            for index in min(begin, end)..<end { summary.add(own.times[index], own.values[index]) }
            summary.write(at: anchor, clock: clock, to: &numbers, from: channel * HistorySummary.size)
        }
        return numbers
    }

    /// The channel's values one season before `time` less `mean`, for each of its seasons: 0 where nothing near was seen at or before
    /// `anchor`.
    func lagged(_ channel: Int, _ own: ChannelHistory, time: Double, anchor: Double, mean: Float) -> [Float] {
        let end = own.times.partitionPoint { $0 > anchor }
        return channels[channel].curve.parts.map { part in
            guard end > 0 else { return 0 }
            let last = own.times[end - 1]
            let cycles = max(((time - last) / part.period).rounded(.up), 1)
            let then = time - cycles * part.period
            let next = min(own.times.partitionPoint { $0 > then }, end)
            guard next > 0 else { return 0 }
            let (t1, z1) = (own.times[next - 1], own.values[next - 1])
            guard next < end else { return then - t1 <= part.period / 8 ? Float(z1) - mean : 0 }
            let (t2, z2) = (own.times[next], own.values[next])
            guard min(then - t1, t2 - then) <= part.period / 8, t2 > t1 else { return 0 }
            return Float(z1 + (then - t1) / (t2 - t1) * (z2 - z1)) - mean
        }
    }
}
