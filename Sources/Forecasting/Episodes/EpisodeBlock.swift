import Lanes

/// Episodes laid out in lanes: everything a block's step reads. All memory is reused from block to block.
///
/// An episode is a stretch of one series: a history that the encoder sees and the times at which it is scored or asked.
/// Notation: R capacity, C channels, J encoder steps, K outputs.
final class EpisodeBlock<Scalar: LaneScalar> {
    let shape: LatentODEShape
    /// Rows that fit.
    let capacity: Int
    /// Rows in use.
    var rows = 0
    /// Encoder steps of each row; they are aligned so that every row ends in the last iteration.
    var encoderSteps: [Int]
    /// Encoder inputs, `(J)(encoderInputs, R)`, first iteration first (so latest observation first).
    let inputs = LaneBuffer<Scalar>(count: 0)
    /// Static features, anchors and their presence, `(posteriorExtras, R)`.
    let extras: LaneBuffer<Scalar>
    /// Last value seen of each channel, `(C, R)`, 0 where there is none.
    let anchors: LaneBuffer<Scalar>
    /// Start times.
    var starts: [Double]
    /// Output times, row after row.
    var times: [Double] = []
    /// Where each row's output times begin.
    var offsets: [Int]
    /// Harmonic features of each output, `(K)(seasonal, R)`.
    let seasons = LaneBuffer<Scalar>(count: 0)
    /// Time from each output to the nearest observation seen, `(K)(C, R)`.
    let leads = LaneBuffer<Scalar>(count: 0)
    /// Observed values at outputs, `(K)(C, R)`; unused in forecasts.
    let targets = LaneBuffer<Scalar>(count: 0)
    /// 1 where observed, `(K)(C, R)`.
    let masks = LaneBuffer<Scalar>(count: 0)
    /// Standard normal numbers of each sample, `(samples)(latent, R)`.
    let noise = LaneBuffer<Scalar>(count: 0)
    var samples = 1
    /// When each channel was observed, while a row is laid out, `(C)`.
    let observed: LaneBuffer<Double>

    init(shape: LatentODEShape, capacity: Int) {
        self.shape = shape
        self.capacity = LaneBlock.paddedLanes(for: capacity)
        encoderSteps = Array(repeating: 0, count: self.capacity)
        extras = LaneBuffer(count: max(shape.posteriorExtras, 1) * self.capacity)
        anchors = LaneBuffer(count: shape.channels * self.capacity)
        observed = LaneBuffer(count: shape.channels)
        starts = Array(repeating: 0, count: self.capacity)
        offsets = Array(repeating: 0, count: self.capacity + 1)
    }

    /// Empties the block for `rows` rows of at most `steps` encoder steps and `outputs` outputs.
    func reset(rows: Int, steps: Int, outputs: Int, samples: Int) {
        precondition(rows <= capacity, "\(rows) rows in a block of \(capacity)")
        self.rows = rows
        self.samples = samples
        inputs.grow(to: steps * shape.encoderInputs * capacity)
        inputs.pointer.update(repeating: 0, count: steps * shape.encoderInputs * capacity)
        let cells = outputs * shape.channels * capacity
        for buffer in [leads, targets, masks] {
            buffer.grow(to: cells)
            buffer.pointer.update(repeating: 0, count: cells)
        }
        seasons.grow(to: outputs * shape.seasonal * capacity)
        seasons.pointer.update(repeating: 0, count: outputs * shape.seasonal * capacity)
        noise.grow(to: samples * shape.latent * capacity)
        noise.pointer.update(repeating: 0, count: samples * shape.latent * capacity)
        extras.clear()
        anchors.clear()
        for row in encoderSteps.indices { encoderSteps[row] = 0 }
        times.removeAll(keepingCapacity: true)
    }

    /// The number of encoder iterations.
    var iterations: Int { encoderSteps.prefix(rows).max() ?? 0 }

    /// Whether some rows begin after the first iteration.
    var beginsUnevenly: Bool {
        guard rows > 0 else { return false }
        return (1..<rows).contains { encoderSteps[$0] != encoderSteps[0] }
    }

    /// The number of outputs of `row`.
    func outputs(of row: Int) -> Int { offsets[row + 1] - offsets[row] }

    /// The most outputs of any row.
    var mostOutputs: Int { (0..<rows).map { outputs(of: $0) }.max() ?? 0 }
}
