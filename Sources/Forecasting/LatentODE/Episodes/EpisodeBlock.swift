import Lanes
import LatentPaths

/// Episodes laid out in lanes: all inputs of a block's step. The memory is reused from block to block.
///
/// Rows are in descending order of their number of outputs.
/// Notation: R capacity, C channels, J encoder steps, K outputs.
package final class EpisodeBlock<Scalar: LaneScalar> {
    let shape: LatentODEShape
    /// Where the parts of the encoder's inputs lie.
    let layout: EncoderLayout
    /// Rows that fit.
    package let capacity: Int
    /// Rows in use.
    var rows = 0
    /// Encoder steps of each row, aligned so that every row ends in the last iteration.
    package var encoderSteps: [Int]
    /// Encoder inputs, `(J)(layout.features, R)`, first iteration first (so latest observation first).
    package let inputs = LaneBuffer<Scalar>(count: 0)
    /// Times of each row's history, ascending, row after row.
    var historyTimes: [Double] = []
    /// Times between the observations, as `HistoryBlock.elapsed` wants them, where an encoder's drift asks for them.
    private let elapsed = LaneBuffer<Double>(count: 0)
    /// Static features, anchors and their presence, `(posteriorExtras, R)`.
    let extras: LaneBuffer<Scalar>
    /// Last value seen of each channel, `(C, R)`, 0 where there is none.
    let anchors: LaneBuffer<Scalar>
    /// Start times.
    package var starts: [Double]
    /// Output times, row after row.
    package var times: [Double] = []
    /// Where each row's output times begin.
    package var offsets: [Int]
    /// Harmonic features of each output, `(K)(seasonal, R)`.
    let seasons = LaneBuffer<Scalar>(count: 0)
    /// Time from each output to the nearest observation seen, `(K)(C, R)`.
    let leads = LaneBuffer<Scalar>(count: 0)
    /// Observed values at outputs, `(K)(C, R)`; unused in forecasts.
    package let targets = LaneBuffer<Scalar>(count: 0)
    /// 1 where observed, `(K)(C, R)`.
    package let masks = LaneBuffer<Scalar>(count: 0)
    /// Standard normal numbers of each sample, `(samples)(latent, R)`.
    package let noise = LaneBuffer<Scalar>(count: 0)
    var samples = 1
    /// Scratch of `fill`: a time for each channel, `(C)`.
    let observed: LaneBuffer<Double>

    package init(shape: LatentODEShape, capacity: Int) {
        self.shape = shape
        layout = shape.encoderLayout
        self.capacity = LaneBlock.paddedLanes(for: capacity)
        encoderSteps = Array(repeating: 0, count: self.capacity)
        extras = LaneBuffer(count: max(shape.posteriorExtras, 1) * self.capacity)
        anchors = LaneBuffer(count: shape.channels * self.capacity)
        observed = LaneBuffer(count: shape.channels)
        starts = Array(repeating: 0, count: self.capacity)
        offsets = Array(repeating: 0, count: self.capacity + 1)
    }

    /// Empties the block for `rows` rows of at most `steps` encoder steps and `outputs` outputs.
    package func reset(rows: Int, steps: Int, outputs: Int, samples: Int) {
        precondition(rows <= capacity, "\(rows) rows in a block of \(capacity)")
        self.rows = rows
        self.samples = samples
        inputs.grow(to: steps * layout.features * capacity)
        inputs.pointer.update(repeating: 0, count: steps * layout.features * capacity)
        historyTimes.removeAll(keepingCapacity: true)
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

    /// The histories, for the encoder's sweep.
    ///
    /// - Parameter hasDrift: whether the encoder's state moves between observations.
    func history(hasDrift: Bool) -> HistoryBlock<Scalar> {
        if hasDrift { fillElapsed() }
        return HistoryBlock(
            rows: rows, steps: encoderSteps, inputs: inputs.pointer, elapsed: hasDrift ? elapsed.pointer : nil)
    }

    private func fillElapsed() {
        let iterations = encoderSteps.prefix(rows).max() ?? 0
        elapsed.grow(to: (iterations + 1) * capacity)
        elapsed.pointer.update(repeating: 0, count: (iterations + 1) * capacity)
        var first = 0
        for row in 0..<rows where encoderSteps[row] > 0 {
            let times = historyTimes[first..<first + encoderSteps[row]]
            first = times.endIndex
            var iteration = iterations
            var before = starts[row]
            for time in times {
                elapsed.pointer[iteration * capacity + row] = time - before
                before = time
                iteration -= 1
            }
        }
    }

    /// Start and output times, for the solver.
    var outputTimes: OutputTimes { OutputTimes(rows: rows, starts: starts, times: times, offsets: offsets) }

    /// The number of outputs of `row`.
    func outputs(of row: Int) -> Int { offsets[row + 1] - offsets[row] }

    /// The most outputs of any row.
    var mostOutputs: Int { (0..<rows).map { outputs(of: $0) }.max() ?? 0 }
}
