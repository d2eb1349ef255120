/// The forecasts that a model is trained for.
public struct TaskSettings: Sendable, Hashable, Codable {
    /// Length of the history that a forecast reads; `nil` lets the data decide.
    public var history: Double?
    /// Length of the horizon that training scores beyond the history; `nil` lets the data decide.
    public var horizon: Double?
    /// The seasons to reckon with.
    public var season = SeasonChoice.found

    /// Creates the default settings.
    public init() {}

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try fields.read(.history, into: &history)
        try fields.read(.horizon, into: &horizon)
        if let periods = try fields.decodeIfPresent([Double].self, forKey: .season) { season = .periods(periods) }
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encodeIfPresent(history, forKey: .history)
        try fields.encodeIfPresent(horizon, forKey: .horizon)
        if case .periods(let periods) = season { try fields.encode(periods, forKey: .season) }
    }

    private enum CodingKeys: String, CodingKey { case history, horizon, season }
}
