/// What is known of a forecaster's levels from values that were hidden from it: a map for each variable, and how far single series
/// are from it.
public struct Calibration: Codable, Sendable, Hashable {
    /// One variable.
    struct Channel: Codable, Sendable, Hashable {
        var variable: String
        /// Of forecasts; `nil` where too few were tried.
        var ahead: LevelMap?
        /// Of interpolations.
        var amid: LevelMap?
        /// Factors on the normal scores of forecasts' levels, by the name of the series; 1 for others.
        var series: [String: Double]
    }

    /// The variables that were tried.
    var channels: [Channel]
    /// Hidden values that were forecast, and interpolated.
    public internal(set) var forecasts: Int
    public internal(set) var interpolations: Int

    /// The longest lead that was tried, by variable: seconds, or the data's own unit.
    public var longestLeads: [String: Double] {
        Dictionary(channels.compactMap { channel in channel.ahead.map { (channel.variable, $0.longest) } }) { $1 }
    }

    /// The map of `variable` for one kind of question.
    func map(of variable: String, _ kind: PredictionKind) -> (map: LevelMap, series: [String: Double])? {
        guard let channel = channels.first(where: { $0.variable == variable }) else { return nil }
        switch kind {
        case .forecast: return channel.ahead.map { ($0, channel.series) }
        case .interpolation: return channel.amid.map { ($0, [:]) }
        }
    }
}
