/// How long and how fast a model learns.
public struct TrainingSettings: Sendable, Hashable, Codable {
    /// Passes over the training series; `nil` lets the amount of data decide.
    public var epochs: Int?
    /// Seconds of clock time after which training stops with what it has.
    public var timeLimit: Double?
    /// Series (or windows) in an update; `nil` lets the amount of data decide.
    public var batch: Int?
    /// Peak learning rate of Adam.
    public var learningRate = 0.01
    /// Draws from the posterior for each episode.
    public var samples = 1

    private enum CodingKeys: String, CodingKey {
        case epochs, timeLimit, batch, learningRate
        case samples = "trainingSamples"
    }

    /// Creates the default settings.
    public init() {}

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try fields.read(.epochs, into: &epochs)
        try fields.read(.timeLimit, into: &timeLimit)
        try fields.read(.batch, into: &batch)
        try fields.read(.learningRate, into: &learningRate)
        try fields.read(.samples, into: &samples)
    }
}
