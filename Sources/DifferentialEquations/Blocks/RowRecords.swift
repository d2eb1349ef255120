import Lanes

/// What a solver notes of each row, by row: plain memory, so that a step neither counts references nor checks access.
final class RowRecords {
    /// What each row took.
    let statistics: UnsafeMutablePointer<RowStatistics>
    /// The size of the step that would have come next.
    let nextStep: UnsafeMutablePointer<Double>
    /// Last tape entry, -1 for none.
    let lastEntry: UnsafeMutablePointer<Int32>
    /// Steps on the tape.
    let steps: UnsafeMutablePointer<Int>
    /// How many outputs lie at the very start.
    let startOutputs: UnsafeMutablePointer<Int>
    /// Σ |h| |e| over the steps, where a pullback weighs error estimates.
    let errorSum: UnsafeMutablePointer<Double>

    init(capacity: Int) {
        func allocate<T>(_ value: T) -> UnsafeMutablePointer<T> {
            let pointer = UnsafeMutablePointer<T>.allocate(capacity: capacity)
            pointer.initialize(repeating: value, count: capacity)
            return pointer
        }
        statistics = allocate(RowStatistics())
        nextStep = allocate(0)
        lastEntry = allocate(-1)
        steps = allocate(0)
        startOutputs = allocate(0)
        errorSum = allocate(0)
    }

    deinit {
        statistics.deallocate()
        nextStep.deallocate()
        lastEntry.deallocate()
        steps.deallocate()
        startOutputs.deallocate()
        errorSum.deallocate()
    }
}
