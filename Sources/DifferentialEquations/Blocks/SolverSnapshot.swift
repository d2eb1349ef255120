import Lanes

/// Where the rows of a block stand between two steps: enough to go on from there, to the same bits.
struct SolverSnapshot<Scalar: LaneScalar> {
    /// Trial steps made before.
    let iteration: Int
    fileprivate struct Lane {
        var row: Int
        var time: Double
        var step: Double
        var proposed: Double
        var cursor: Int
        var end: Int
        var lastError: Scalar
        var errorBefore: Scalar
    }
    fileprivate let lanes: [Lane]
    fileprivate let statistics: [RowStatistics]
    /// State and first derivative, `(2, features)(lanes)`.
    fileprivate let states: [Scalar]

    /// Bytes held.
    var allocatedBytes: Int {
        lanes.capacity * MemoryLayout<Lane>.stride + statistics.capacity * MemoryLayout<RowStatistics>.stride
            + states.capacity * MemoryLayout<Scalar>.stride
    }

    /// Bytes of a snapshot of a whole block.
    static func bytes(features: Int, capacity: Int) -> Int {
        capacity
            * (MemoryLayout<Lane>.stride + MemoryLayout<RowStatistics>.stride
                + 2 * features * MemoryLayout<Scalar>.stride)
    }
}

extension BlockSolver {
    /// Where the rows stand.
    func snapshot(iteration: Int) -> SolverSnapshot<Scalar> {
        var states: [Scalar] = []
        states.reserveCapacity(2 * features * active)
        for base in [state(0), stages] {
            for feature in 0..<features {
                states.append(contentsOf: UnsafeBufferPointer(start: base + feature * stride, count: active))
            }
        }
        return SolverSnapshot(
            iteration: iteration,
            lanes: (0..<active).map { lane in
                .init(
                    row: clocks.row[lane], time: clocks.time[lane], step: clocks.step[lane],
                    proposed: clocks.proposed[lane], cursor: clocks.cursor[lane], end: clocks.end[lane],
                    lastError: clocks.lastError[lane], errorBefore: clocks.errorBefore[lane])
            }, statistics: statistics, states: states)
    }

    /// Makes the rows stand where they stood.
    func restore(_ snapshot: SolverSnapshot<Scalar>) {
        active = snapshot.lanes.count
        statistics = snapshot.statistics
        for (lane, kept) in snapshot.lanes.enumerated() {
            clocks.row[lane] = kept.row
            clocks.time[lane] = kept.time
            clocks.step[lane] = kept.step
            clocks.proposed[lane] = kept.proposed
            clocks.cursor[lane] = kept.cursor
            clocks.end[lane] = kept.end
            clocks.lastError[lane] = kept.lastError
            clocks.errorBefore[lane] = kept.errorBefore
            clocks.wasRejected[lane] = false
        }
        var next = 0
        for base in [state(0), stages] {
            for feature in 0..<features {
                for lane in 0..<active {
                    base[feature * stride + lane] = snapshot.states[next]
                    next += 1
                }
            }
        }
        for lane in active..<LaneBlock.paddedLanes(for: active) {
            clocks.time[lane] = clocks.time[0]
            clocks.step[lane] = 0
            clocks.scalarStep.pointer[lane] = 0
            for base in [state(0), stages] {
                for feature in 0..<features { base[feature * stride + lane] = base[feature * stride] }
            }
        }
    }
}
