import Synchronization

/// What a fit in closed form and those who wait for it tell each other.
final class FitWatch: Sendable {
    private let cancelled = Atomic(false)
    private let done = Atomic(0)
    private let planned = Atomic(0)

    /// Whether nobody waits for the result any more: searches end as soon as they see it.
    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Parts done of those planned, 0 to 1.
    var share: Double {
        let total = planned.load(ordering: .relaxed)
        return total > 0 ? min(Double(done.load(ordering: .relaxed)) / Double(total), 1) : 0
    }

    /// Tells that nobody waits.
    func cancel() { cancelled.store(true, ordering: .relaxed) }

    /// Tells of `parts` that are still to be done.
    func plan(_ parts: Int) { planned.add(parts, ordering: .relaxed) }

    /// Tells that a part is done.
    func finishPart() { done.add(1, ordering: .relaxed) }
}
