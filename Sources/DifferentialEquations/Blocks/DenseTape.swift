import Lanes

/// The dense output of a solution: the polynomial of every accepted step of every row.
///
/// Entries of a row are chained backward. An entry holds y₀ and the coefficients q_p of y(θ) = y₀ + Σ q_p φₚ(θ), all features
/// of each side by side. Memory: (1 + powers)·features scalars and 24 bytes for each row and step.
final class DenseTape<Scalar: LaneScalar> {
    struct Entry {
        var time: Double
        var step: Double
        /// -1 for a row's first.
        var previous: Int32
    }

    private let features: Int
    private let powers: Int
    private let basis: DenseBasis
    /// The latest entry of each row, -1 for none.
    private(set) var last: [Int32]
    /// Plain memory: it is read at every stage of every lane.
    private var entries: UnsafeMutablePointer<Entry>
    private var entryCapacity = 64
    private var count = 0
    private let values = LaneBuffer<Scalar>(count: 0)

    init(features: Int, method: Tableau, capacity: Int) {
        self.features = features
        powers = method.dense.count
        basis = method.denseBasis
        last = Array(repeating: -1, count: capacity)
        entries = .allocate(capacity: entryCapacity)
    }

    deinit { entries.deallocate() }

    /// Bytes held; memory is kept from solve to solve.
    var allocatedBytes: Int {
        values.allocatedBytes + entryCapacity * MemoryLayout<Entry>.stride
    }

    func clear() {
        count = 0
        for row in last.indices { last[row] = -1 }
    }

    /// Keeps a step of `row`.
    ///
    /// - Parameters:
    ///   - state: feature f of y₀ at `state[f · stateStride]`.
    ///   - polynomial: feature f of q_p at `polynomial[(p · features + f) · stride]`.
    func append(
        row: Int, time: Double, step: Double, state: UnsafePointer<Scalar>, stateStride: Int,
        polynomial: UnsafePointer<Scalar>, stride: Int
    ) {
        let size = (1 + powers) * features
        values.grow(to: (count + 1) * size)
        let target = values.pointer + count * size
        for feature in 0..<features { target[feature] = state[feature * stateStride] }
        for index in 0..<powers * features { target[features + index] = polynomial[index * stride] }
        if count == entryCapacity { growEntries() }
        (entries + count).initialize(to: Entry(time: time, step: step, previous: last[row]))
        last[row] = Int32(count)
        count += 1
    }

    private func growEntries() {
        let larger = UnsafeMutablePointer<Entry>.allocate(capacity: 2 * entryCapacity)
        larger.moveInitialize(from: entries, count: count)
        entries.deallocate()
        entries = larger
        entryCapacity *= 2
    }

    /// What of the tape a pullback reads, by value: no reference is counted in its loops.
    struct Reader {
        fileprivate let entries: UnsafePointer<Entry>
        fileprivate let values: UnsafePointer<Scalar>
        fileprivate let features: Int
        fileprivate let powers: Int
        fileprivate let basis: DenseBasis
    }

    /// A reader, valid until the next step is kept.
    var reader: Reader {
        Reader(
            entries: UnsafePointer(entries), values: UnsafePointer(values.pointer), features: features, powers: powers,
            basis: basis)
    }
}

extension DenseTape.Reader {
    /// The entry that covers `time`, at or before `entry` in the order of the steps.
    @inline(__always)
    func entry(covering time: Double, from entry: Int32) -> Int32 {
        var index = entry
        while true {
            let step = entries[Int(index)]
            let isBefore = step.step > 0 ? time < step.time : time > step.time
            guard isBefore, step.previous >= 0 else { return index }
            index = step.previous
        }
    }

    /// Where in `entry` a time lies.
    @inline(__always)
    func theta(_ entry: Int32, at time: Double) -> Scalar {
        let step = entries[Int(entry)]
        return Scalar((time - step.time) / step.step)
    }

    /// Writes y₀ and the coefficients of `entry`, feature f of y₀ to `target[f · stride]` and of q_p to
    /// `target[((1 + p) · features + f) · stride]`.
    @inline(__always)
    func load(_ entry: Int32, into target: UnsafeMutablePointer<Scalar>, stride: Int) {
        let size = (1 + powers) * features
        let source = values + Int(entry) * size
        for index in 0..<size { target[index * stride] = source[index] }
    }

    /// y of every lane from coefficients as `load` leaves them: y₀ + Σ q_p φₚ(θ), over lanes.
    ///
    /// - Parameter even: scratch for the factors of even powers, one a lane.
    @inline(__always)
    func evaluate(
        _ coefficients: UnsafePointer<Scalar>, stride: Int, theta: UnsafePointer<Scalar>,
        even: UnsafeMutablePointer<Scalar>, lanes: Int, into target: UnsafeMutablePointer<Scalar>, targetStride: Int
    ) {
        for lane in 0..<lanes { even[lane] = basis.factor(after: 0, theta[lane]) }
        for feature in 0..<features {
            let y = target + feature * targetStride
            y.update(from: coefficients + (powers * features + feature) * stride, count: lanes)
            for power in Swift.stride(from: powers - 2, through: -1, by: -1) {
                let factor = power & 1 == 0 ? UnsafePointer(even) : theta
                let q = coefficients + ((1 + power) * features + feature) * stride
                for lane in 0..<lanes { y[lane] = y[lane] * factor[lane] + q[lane] }
            }
        }
    }
}
