/// The state of an interrupted fit, from which it goes on to the same bits.
public struct StoredCheckpoint: Sendable, Hashable {
    /// Epochs done.
    public var epoch: Int
    /// What was asked for: JSON.
    public var settings: String
    /// Weights, optimiser and random state: safetensors.
    public var state: [UInt8]

    /// Creates a checkpoint.
    public init(epoch: Int, settings: String, state: [UInt8]) {
        self.epoch = epoch
        self.settings = settings
        self.state = state
    }
}
