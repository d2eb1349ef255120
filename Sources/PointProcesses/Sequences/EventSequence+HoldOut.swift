import Lanes

extension [EventSequence] {
    /// The sequences for training and those held out, by a seeded shuffle; each part keeps the order.
    ///
    /// - Parameter share: share of the sequences to hold out; none where it rounds to none or to all of them.
    public func holdOut(_ share: Double, seed: UInt64) -> (training: [EventSequence], test: [EventSequence]) {
        let heldOut = Int((Double(count) * share).rounded())
        guard heldOut > 0, heldOut < count else { return (self, []) }
        var random = RandomStream(seed: seed, .eventHoldOut)
        let order = indices.map { (random.uniform(), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
        let kept = Set(order.prefix(heldOut))
        return (
            indices.filter { !kept.contains($0) }.map { self[$0] },
            indices.filter { kept.contains($0) }.map { self[$0] }
        )
    }
}
