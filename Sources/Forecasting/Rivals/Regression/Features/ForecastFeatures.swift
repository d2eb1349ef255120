import Foundation

/// The columns from which a channel's later values are predicted.
///
/// Of the channel itself: mean, last value, weighted means, these by the count and the age of the past, slope times lead, values one
/// season ago; all of them also times the lead on its logarithmic scale and its square. Of other channels: last value, mean and whether
/// any was seen; and the covariates. Leads beyond the largest tried count as that.
struct ForecastFeatures: Codable, Sendable, Equatable {
    /// The channel.
    let channel: Int
    /// Other channels that are read.
    let others: [Int]
    /// Channels in a row of summaries.
    let channels: Int
    /// Seasons of the channel.
    let lags: Int
    /// Names of the encoded covariates.
    let statics: [String]
    let clock: LeadClock

    /// Functions of the lead, one of them constant.
    private static let leads = 3
    private static let marks = 4
    private var values: Int { 11 + lags }
    private var own: Int { values + Self.marks }

    /// Numbers in a row of summaries.
    var summaryCount: Int { channels * HistorySummary.size + statics.count }
    /// Columns.
    var count: Int { 1 + Self.leads * own + Self.leads - 1 + 3 * others.count + statics.count }
    /// Columns of the channel's own past and the lead.
    var core: Range<Int> { 1..<1 + own + 1 }

    /// The columns, in the order of `write`.
    func columns(variables: [String]) -> [DesignColumn] {
        let halfLives = ["shortest", "short", "long", "longest"]
        var past = ["mean", "last value"] + halfLives.map { "\($0) weighted mean" }
        past += ["mean of few", "last value of few", "mean of old", "last value of old", "slope × lead"]
        past += (0..<lags).map { lags == 1 ? "value a season ago" : "value a season ago (\($0 + 1))" }
        let marks = ["count", "age", "spread", "never seen"]
        var columns = [DesignColumn("intercept", .intercept)]
        columns += past.map { DesignColumn($0, .own, isValue: true) } + marks.map { DesignColumn($0, .own) }
        columns.append(DesignColumn("lead", .own))
        columns += past.map { DesignColumn("\($0) × lead", .own, isValue: true, feature: $0) }
        columns += marks.map { DesignColumn("\($0) × lead", .own, feature: $0) }
        columns.append(DesignColumn("lead²", .own, feature: "lead"))
        columns += past.map { DesignColumn("\($0) × lead²", .own, isValue: true, feature: $0) }
        columns += marks.map { DesignColumn("\($0) × lead²", .own, feature: $0) }
        for other in others {
            columns += ["last value", "mean", "never seen"].map { DesignColumn("\(variables[other]): \($0)", .others) }
        }
        return columns + statics.map { DesignColumn($0, .others) }
    }

    /// Predictions to shrink towards: the mean of all series, the channel's mean, last value and weighted means.
    var bases: [(name: String, coefficients: [Int: Double])] {
        [
            ("overall mean", [:]), ("mean", [1: 1]), ("last value", [1: 1, 2: 1]),
            ("shortest weighted mean", [1: 1, 3: 1]), ("short weighted mean", [1: 1, 4: 1]),
            ("long weighted mean", [1: 1, 5: 1]), ("longest weighted mean", [1: 1, 6: 1]),
        ] + (0..<lags).map { ("value a season ago", [1: 1, 12 + $0: 1]) }
    }

    /// Writes the columns of a row.
    ///
    /// - Parameters:
    ///   - summaries: of all channels, then the covariates, `(summaryCount)`.
    ///   - lead: time since the latest observation.
    ///   - lagged: values one season ago, each less the mean, `(lags)`.
    ///   - x: every `stride`-th element from here on.
    func write(
        _ summaries: UnsafePointer<Float>, lead: Double, lagged: UnsafePointer<Float>,
        to x: UnsafeMutablePointer<Double>,
        stride: Int
    ) {
        let past = summaries + channel * HistorySummary.size
        let near = min(lead, clock.longest)
        var place = 0
        func put(_ value: Double) {
            x[place] = value
            place += stride
        }
        put(1)
        for k in 0..<6 { put(Double(past[k])) }
        let (mean, change) = (Double(past[0]), Double(past[1]))
        let (age, doubt) = (Double(past[8]), Double(past[11]))
        put(mean * doubt)
        put(change * doubt)
        put(mean * age)
        put(change * age)
        put(Double(past[6]) * near / clock.longest)
        for k in 0..<lags { put(Double(lagged[k])) }
        put(Double(past[7]))
        put(age)
        put(Double(past[9]))
        put(Double(past[10]))
        let u = clock.place(of: near) - 0.5
        for function in [u, u * u - 0.1] {
            put(function)
            for k in 1...own { put(x[k * stride] * function) }
        }
        for other in others {
            let past = summaries + other * HistorySummary.size
            put(Double(past[0]) + Double(past[1]))
            put(Double(past[0]))
            put(Double(past[10]))
        }
        for k in statics.indices { put(Double(summaries[channels * HistorySummary.size + k])) }
    }

    /// What the scale of the error depends on: lead, count, age, spread, whether anything was seen, the last change.
    func scaleFeatures(_ summaries: UnsafePointer<Float>, lead: Double) -> SIMD8<Double> {
        let past = summaries + channel * HistorySummary.size
        let u = clock.place(of: min(lead, clock.longest)) - 0.5
        return SIMD8(
            1, u, u * u, Double(past[7]), Double(past[8]), log(Double(past[9]) + 0.1), Double(past[10]),
            min(abs(Double(past[1])), 5))
    }
}
