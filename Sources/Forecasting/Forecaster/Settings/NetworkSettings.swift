/// Sizes of a latent ODE's networks.
public struct NetworkSettings: Sendable, Hashable, Codable {
    /// Features of the latent state; `nil` lets the number of variables decide.
    public var latent: Int?
    /// Units of each hidden layer.
    public var hidden = 32
    /// Hidden layers of the vector field.
    public var layers = 2
    /// The kind of encoder.
    public var encoder = HistoryEncoderKind.gru

    /// Creates the default settings.
    public init() {}

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try fields.read(.latent, into: &latent)
        try fields.read(.hidden, into: &hidden)
        try fields.read(.layers, into: &layers)
        try fields.read(.encoder, into: &encoder)
    }
}
