import Lanes

/// What the discrete adjoint carries from step to step, by lane.
final class AdjointMemory<Scalar: LaneScalar> {
    /// Cotangent of the state at the end of the step at hand, `(features, capacity)`.
    let state: LaneBuffer<Scalar>
    /// Cotangent of the derivative there, which is the next step's first stage.
    let slope: LaneBuffer<Scalar>
    /// Cotangents of the interpolation coefficients, `(powers)(features, capacity)`.
    let polynomial: LaneBuffer<Scalar>
    /// Cotangent of the state at the start of the step at hand, while it is collected.
    let base: LaneBuffer<Scalar>
    let step: LaneBuffer<Scalar>
    /// Error estimates and then their cotangents, `(features, capacity)`, where they are part of the loss.
    let errors = LaneBuffer<Scalar>(count: 0)
    let rowOfLane: UnsafeMutablePointer<Int>
    let entryOfLane: UnsafeMutablePointer<Int32>
    /// Cotangents of every row's first derivative, `(features, capacity)` by row.
    let firstSlope: LaneBuffer<Scalar>

    init(features: Int, powers: Int, capacity: Int) {
        state = LaneBuffer(count: features * capacity)
        slope = LaneBuffer(count: features * capacity)
        polynomial = LaneBuffer(count: powers * features * capacity)
        base = LaneBuffer(count: features * capacity)
        step = LaneBuffer(count: capacity)
        firstSlope = LaneBuffer(count: features * capacity)
        rowOfLane = .allocate(capacity: capacity)
        rowOfLane.initialize(repeating: 0, count: capacity)
        entryOfLane = .allocate(capacity: capacity)
        entryOfLane.initialize(repeating: -1, count: capacity)
    }

    var allocatedBytes: Int {
        [state, slope, polynomial, base, step, errors, firstSlope].reduce(0) { $0 + $1.allocatedBytes }
    }

    deinit {
        rowOfLane.deallocate()
        entryOfLane.deallocate()
    }
}
