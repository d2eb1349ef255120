import Lanes

/// One block of a batch: its request and its outputs, laid out for the solver.
final class BatchBlock<Scalar: LaneScalar> {
    let request: OwnedBlockRequest<Scalar>
    /// States at the output times, `(times)(features, capacity)`.
    let outputs = LaneBuffer<Scalar>(count: 0)
    /// The rows of the batch that the block solves.
    private(set) var rows = 0..<0
    private let features: Int
    private let capacity: Int

    init(features: Int, capacity: Int) {
        self.features = features
        self.capacity = capacity
        request = OwnedBlockRequest(features: features, capacity: capacity)
    }

    /// Takes `rows` of `batch`.
    func load(_ batch: SolutionBatch<Scalar>, _ rows: Range<Int>) {
        self.rows = rows
        request.removeAll()
        for row in rows {
            let wanted = batch.requests[row]
            request.add(wanted.initial, start: wanted.start, times: wanted.times)
        }
        outputs.grow(to: request.mostOutputs * features * capacity)
    }

    /// Copies outputs and statistics to the batch.
    func store(_ batch: inout SolutionBatch<Scalar>, _ solver: BlockSolver<Scalar>) {
        for (lane, row) in rows.enumerated() { batch.statistics[row] = solver.statistics(of: lane) }
        let offsets = batch.offsets
        batch.states.withUnsafeMutableBufferPointer { states in
            guard let states = states.baseAddress else { return }
            for (lane, row) in rows.enumerated() {
                let first = states + offsets[row] * features
                for index in 0..<(offsets[row + 1] - offsets[row]) * features {
                    first[index] = outputs.pointer[index * capacity + lane]
                }
            }
        }
    }

    /// Writes the cotangents of the block's states, a part of those of the batch, in the layout of `outputs`.
    func spread(
        _ cotangents: [Scalar], of batch: SolutionBatch<Scalar>, into target: LaneBuffer<Scalar>
    ) {
        target.grow(to: request.mostOutputs * features * capacity)
        target.clear()
        for (lane, row) in rows.enumerated() {
            for (index, place) in batch.range(of: row).enumerated() {
                target.pointer[index * capacity + lane] = cotangents[place]
            }
        }
    }
}
