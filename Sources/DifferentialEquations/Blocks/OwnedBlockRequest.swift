import Differentiation
import Lanes

/// A block request that owns its arrays.
///
/// Rows are added one by one; memory is kept from block to block.
package final class OwnedBlockRequest<Scalar: LaneScalar> {
    /// States at the start, `(features, capacity)`.
    package let initial: LaneBuffer<Scalar>
    /// Rows added.
    package private(set) var rows = 0
    /// The most outputs of a row.
    package private(set) var mostOutputs = 0

    private let features: Int
    private let capacity: Int
    private let starts: LaneBuffer<Double>
    private let times = LaneBuffer<Double>(count: 1)
    private let firstSteps: LaneBuffer<Double>
    private let offsets: UnsafeMutablePointer<Int>

    /// Prepares requests of up to `capacity` rows, that of the solver, by which `initial` is laid out.
    package init(features: Int, capacity: Int) {
        self.features = features
        self.capacity = capacity
        initial = LaneBuffer(count: features * capacity)
        starts = LaneBuffer(count: capacity)
        firstSteps = LaneBuffer(count: capacity)
        offsets = .allocate(capacity: capacity + 1)
        offsets.initialize(repeating: 0, count: capacity + 1)
    }

    deinit { offsets.deallocate() }

    /// Removes every row.
    package func removeAll() {
        rows = 0
        mostOutputs = 0
    }

    /// Adds a row; its state is the caller's to write to `initial`.
    ///
    /// - Parameter times: of the outputs, away from the start in one direction.
    package func add(start: Double, times: [Double]) {
        let place = add(start: start, outputs: times.count, firstStep: 0)
        for (index, time) in times.enumerated() { place[index] = time }
    }

    /// Adds a row that starts at `state`, `(features)`.
    package func add(_ state: [Scalar], start: Double, times: [Double]) {
        requireThat(state.count == features, "an initial state of \(state.count) features for a field of \(features)")
        add(start: start, times: times)
        for feature in 0..<features { initial.pointer[feature * capacity + rows - 1] = state[feature] }
    }

    /// Adds a row with the output `time` alone and a first step of the size `firstStep`.
    func add(start: Double, time: Double, firstStep: Double) {
        add(start: start, outputs: 1, firstStep: firstStep)[0] = time
    }

    /// Adds a row, whose output times go where the result says.
    private func add(start: Double, outputs: Int, firstStep: Double) -> UnsafeMutablePointer<Double> {
        requireThat(rows < capacity, "row \(rows) in a block of \(capacity)")
        starts.pointer[rows] = start
        firstSteps.pointer[rows] = firstStep
        let first = offsets[rows]
        times.grow(to: first + outputs + 1)
        rows += 1
        offsets[rows] = first + outputs
        mostOutputs = max(mostOutputs, outputs)
        return times.pointer + first
    }

    /// The request, valid until a row is added and while this object lives; with the rows' first steps.
    var request: BlockRequest<Scalar> {
        var request = BlockRequest(
            rows: rows, initial: UnsafePointer(initial.pointer), startTimes: UnsafePointer(starts.pointer),
            outputTimes: UnsafePointer(times.pointer), outputOffsets: UnsafePointer(offsets))
        request.firstSteps = UnsafePointer(firstSteps.pointer)
        return request
    }

    /// Calls `body` with the request, for which the solver chooses the first steps.
    package func withRequest<Result>(
        _ body: (BlockRequest<Scalar>) throws(SolverError) -> Result
    ) throws(SolverError) -> Result {
        defer { withExtendedLifetime(self) {} }
        var request = request
        request.firstSteps = nil
        return try body(request)
    }
}
