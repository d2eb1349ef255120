/// Where a value lives in a program's arena: `features` consecutive features from `offset` on.
public struct Slot: Sendable, Hashable {
    /// Index of the first feature.
    public let offset: Int
    /// Number of features.
    public let features: Int

    /// Creates the slot of `features` features from `offset` on.
    public init(offset: Int, features: Int) {
        self.offset = offset
        self.features = features
    }
}
