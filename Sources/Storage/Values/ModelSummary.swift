/// What the list of models says of one: everything short that a store keeps of it, without settings, curves and weights.
public struct ModelSummary: Sendable, Hashable {
    /// Number of the model in its store.
    public var id: Int64
    /// The name under which it was saved.
    public var name: String
    /// The kind of model, as `latent-ode` or `events hawkes`.
    public var kind: String
    /// When it was fitted: ISO 8601 in UTC.
    public var created: String
    /// The seed of the fit.
    public var seed: UInt64
    /// SHA-256 of the data it was fitted to, in hexadecimal.
    public var dataFingerprint: String
    /// Version of the program that fitted it.
    public var programVersion: String
    /// Size of its weights in bytes.
    public var weightBytes: Int

    /// Creates a summary.
    public init(
        id: Int64, name: String, kind: String, created: String, seed: UInt64, dataFingerprint: String,
        programVersion: String, weightBytes: Int
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.created = created
        self.seed = seed
        self.dataFingerprint = dataFingerprint
        self.programVersion = programVersion
        self.weightBytes = weightBytes
    }
}
