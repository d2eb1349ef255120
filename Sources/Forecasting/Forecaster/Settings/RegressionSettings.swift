/// What a regression adds to the features that it makes of a history.
public struct RegressionSettings: Sendable, Hashable, Codable {
    /// Random features of the channel's own past, for what is not linear in it; kept where they make errors smaller.
    public var features = 0

    /// Creates the default settings.
    public init() {}

    private enum CodingKeys: String, CodingKey { case features }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try fields.read(.features, into: &features)
    }

    /// Writes what is not the default, so that the settings of other kinds stay as they were.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        if features != 0 { try fields.encode(features, forKey: .features) }
    }
}
