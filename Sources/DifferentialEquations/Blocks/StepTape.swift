import Lanes

/// A step of a row.
struct StepRecord {
    var time = 0.0
    /// 0 for a step that was rejected.
    var step = 0.0
    var row: Int32 = -1
    /// The entry of the row's step before, -1 for none.
    var previous: Int32 = -1
    /// The outputs that lie within the step.
    var firstOutput: Int32 = 0
    var endOutput: Int32 = 0
}

/// What the discrete adjoint needs of a forward solution: the start of every accepted step of every row.
///
/// An entry is the pair (iteration, lane) in which a step was taken; entries of a row are chained backward. Of the first
/// iterations the stages may be kept elsewhere; the tape then holds entries alone, those of rejected steps too.
/// Memory: 32 bytes for each lane of each iteration, and 2·features scalars where the stages are not kept.
final class StepTape<Scalar: LaneScalar> {
    let features: Int
    let capacity: Int
    /// State and first stage of the iterations that keep no stages: `(iteration)(2, features, capacity)`.
    let states: LaneBuffer<Scalar>
    private(set) var entries = UnsafeMutablePointer<StepRecord>.allocate(capacity: 1)
    private var room = 0
    private(set) var iterations = 0
    /// The first iterations, whose stages are kept.
    private(set) var keptIterations = 0

    init(features: Int, capacity: Int) {
        self.features = features
        self.capacity = capacity
        states = LaneBuffer(count: 0)
    }

    deinit { entries.deallocate() }

    func clear() {
        iterations = 0
        keptIterations = 0
    }

    /// The first entry of an iteration whose stages are not kept.
    var firstChained: Int32 { Int32(keptIterations * capacity) }

    /// Bytes of one iteration that keeps no stages.
    static func bytesPerIteration(features: Int, capacity: Int) -> Int {
        capacity * (2 * features * MemoryLayout<Scalar>.stride + MemoryLayout<StepRecord>.stride)
    }

    /// Bytes held, in use or not.
    var allocatedBytes: Int {
        states.allocatedBytes + room * MemoryLayout<StepRecord>.stride
    }

    /// Bytes in use.
    var bytes: Int {
        iterations * Self.bytesPerIteration(features: features, capacity: capacity)
            - keptIterations * 2 * features * capacity * MemoryLayout<Scalar>.stride
    }

    /// Makes room for exactly `iterations`, so that no doubling is needed on the way.
    func reserve(_ iterations: Int) {
        states.grow(to: iterations * 2 * features * capacity)
        if room < iterations * capacity { growEntries(to: iterations * capacity) }
    }

    private func growEntries(to count: Int) {
        let larger = UnsafeMutablePointer<StepRecord>.allocate(capacity: count)
        larger.initialize(repeating: StepRecord(), count: count)
        larger.update(from: entries, count: room)
        entries.deallocate()
        entries = larger
        room = count
    }

    /// Opens the next iteration and returns its number.
    ///
    /// - Parameter keepsStages: whether its stages are kept; from an iteration on where they are not, none is.
    func append(keepsStages: Bool) -> Int {
        let iteration = iterations
        iterations += 1
        if keepsStages { keptIterations = iterations }
        states.grow(to: (iterations - keptIterations) * 2 * features * capacity)
        if room < iterations * capacity { growEntries(to: max(2 * room, 64 * capacity)) }
        return iteration
    }

    /// The entries of iteration `iteration`, by lane.
    func entries(_ iteration: Int) -> UnsafeMutablePointer<StepRecord> { entries + iteration * capacity }

    /// The state at the start of iteration `iteration`, which keeps no stages, `(features, capacity)`; the first stage follows.
    func state(_ iteration: Int) -> UnsafeMutablePointer<Scalar> {
        states.pointer + (iteration - keptIterations) * 2 * features * capacity
    }
}
