/// The forecasts that a model is trained for.
public struct TaskSettings: Sendable, Hashable, Codable {
    /// Length of the history that a forecast reads; `nil` lets the data decide.
    public var history: Double?
    /// Length of the horizon that training scores beyond the history; `nil` lets the data decide.
    public var horizon: Double?

    /// Creates the default settings.
    public init() {}

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try fields.read(.history, into: &history)
        try fields.read(.horizon, into: &horizon)
    }
}
