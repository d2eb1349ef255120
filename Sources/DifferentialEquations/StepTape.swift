import Lanes

/// What the discrete adjoint needs of a forward solution: the start of every accepted step of every row.
///
/// An entry is the pair (iteration, lane) in which a step was taken; entries of a row are chained backward.
/// Memory: 2·features scalars and 40 bytes for each lane of each iteration.
final class StepTape<Scalar: LaneScalar> {
    struct Entry {
        var time = 0.0
        var step = 0.0
        var previous: Int32 = -1
        var firstOutput: Int32 = 0
        var endOutput: Int32 = 0
    }

    let features: Int
    let capacity: Int
    /// State and first stage: `(iteration)(2, features, capacity)`.
    let states: LaneBuffer<Scalar>
    private(set) var entries: [Entry] = []
    private(set) var iterations = 0

    init(features: Int, capacity: Int) {
        self.features = features
        self.capacity = capacity
        states = LaneBuffer(count: 0)
    }

    func clear() { iterations = 0 }

    /// Bytes of one iteration.
    static func bytesPerIteration(features: Int, capacity: Int) -> Int {
        capacity * (2 * features * MemoryLayout<Scalar>.stride + MemoryLayout<Entry>.stride)
    }

    /// Bytes held, in use or not.
    var allocatedBytes: Int {
        states.allocatedBytes + entries.capacity * MemoryLayout<Entry>.stride
    }

    /// Bytes in use.
    var bytes: Int { iterations * Self.bytesPerIteration(features: features, capacity: capacity) }

    /// Makes room for exactly `iterations`, so that no doubling is needed on the way.
    func reserve(_ iterations: Int) {
        states.grow(to: iterations * 2 * features * capacity)
        let missing = iterations * capacity - entries.count
        if missing > 0 {
            entries.reserveCapacity(iterations * capacity)
            entries.append(contentsOf: repeatElement(Entry(), count: missing))
        }
    }

    /// Opens the next iteration and returns its number.
    func append() -> Int {
        let iteration = iterations
        iterations += 1
        states.grow(to: iterations * 2 * features * capacity)
        while entries.count < iterations * capacity {
            entries.append(contentsOf: repeatElement(Entry(), count: max(entries.count, 64 * capacity)))
        }
        return iteration
    }

    func set(_ entry: Entry, iteration: Int, lane: Int) { entries[iteration * capacity + lane] = entry }

    /// The state at the start of iteration `iteration`, `(features, capacity)`; the first stage follows.
    func state(_ iteration: Int) -> UnsafeMutablePointer<Scalar> {
        states.pointer + iteration * 2 * features * capacity
    }
}
