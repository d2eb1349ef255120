import Lanes

/// The clock of every lane: which row it solves, where it is, and the history of its step control.
///
/// Times are kept in `Double` whatever the state's type.
final class LaneClocks<Scalar: LaneScalar> {
    let row: UnsafeMutablePointer<Int>
    let time: UnsafeMutablePointer<Double>
    let step: UnsafeMutablePointer<Double>
    /// The step that the error control proposed, where the end of the row shortened it.
    let proposed: UnsafeMutablePointer<Double>
    /// Next output of the row, an index into all output times.
    let cursor: UnsafeMutablePointer<Int>
    let end: UnsafeMutablePointer<Int>
    /// Outputs within the step at hand, counted in the row.
    let firstInner: UnsafeMutablePointer<Int>
    let endInner: UnsafeMutablePointer<Int>
    /// Logarithms of the last two accepted errors.
    let lastError: UnsafeMutablePointer<Scalar>
    let errorBefore: UnsafeMutablePointer<Scalar>
    let wasRejected: UnsafeMutablePointer<Bool>
    /// The step in the state's type.
    let scalarStep: LaneBuffer<Scalar>
    let error: LaneBuffer<Scalar>
    /// What the second error estimate of a method that has one finds.
    let secondError: LaneBuffer<Scalar>
    /// The step of the lanes whose dense output is wanted within it, 0 of the others.
    let denseStep: LaneBuffer<Scalar>
    let factor: LaneBuffer<Scalar>
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        func allocate<T>(_ value: T) -> UnsafeMutablePointer<T> {
            let pointer = UnsafeMutablePointer<T>.allocate(capacity: capacity)
            pointer.initialize(repeating: value, count: capacity)
            return pointer
        }
        row = allocate(0)
        time = allocate(0)
        step = allocate(0)
        proposed = allocate(0)
        cursor = allocate(0)
        end = allocate(0)
        firstInner = allocate(0)
        endInner = allocate(0)
        lastError = allocate(0)
        errorBefore = allocate(0)
        wasRejected = allocate(false)
        scalarStep = LaneBuffer(count: capacity)
        error = LaneBuffer(count: capacity)
        secondError = LaneBuffer(count: capacity)
        denseStep = LaneBuffer(count: capacity)
        factor = LaneBuffer(count: capacity)
    }

    deinit {
        row.deallocate()
        time.deallocate()
        step.deallocate()
        proposed.deallocate()
        cursor.deallocate()
        end.deallocate()
        firstInner.deallocate()
        endInner.deallocate()
        lastError.deallocate()
        errorBefore.deallocate()
        wasRejected.deallocate()
    }

    /// Makes lane `target` what lane `source` was.
    func move(from source: Int, to target: Int) {
        row[target] = row[source]
        time[target] = time[source]
        step[target] = step[source]
        proposed[target] = proposed[source]
        cursor[target] = cursor[source]
        end[target] = end[source]
        lastError[target] = lastError[source]
        errorBefore[target] = errorBefore[source]
        wasRejected[target] = wasRejected[source]
    }
}
