import DifferentialEquations
import Forecasting
import Lanes
import NeuralLayers

/// The gated encoder alone, forward and back: values, masks and times of irregular series, half of the cells observed.
///
/// The result is the posterior; what is differentiated is its divergence from the prior, the mean over series.
package struct EncoderWorkload<Scalar: LaneScalar> {
    package let model: LatentODE
    private let blocks: [EpisodeBlock<Scalar>]
    private let engine: LatentODEEngine<Scalar>
    private let series: Int

    /// Features that the encoder reads at a time, and those of its state.
    package var sizes: (inputs: Int, hidden: Int) { (model.shape.encoderInputs, model.shape.encoderHidden) }

    /// Draws `series` series of `times` times with `seed`.
    package init(channels: Int, series: Int, times: Int, kind: HistoryEncoderKind, blockRows: Int, seed: UInt64) {
        var shape = LatentODEShape(channels: channels)
        shape.encoder = kind
        shape.isAnchored = false
        model = LatentODE(shape)
        self.series = series
        engine = LatentODEEngine(
            model: model, capacity: min(blockRows, series), method: .dopri5,
            control: .adaptive(relative: 1e-3, absolute: 1e-4))
        let random = Philox4x32(seed: seed)
        let capacity = engine.capacity
        blocks = stride(from: 0, to: series, by: capacity).map { first in
            let block = EpisodeBlock<Scalar>(shape: shape, capacity: capacity)
            let rows = min(capacity, series - first)
            block.reset(rows: rows, steps: times, outputs: 0, samples: 1)
            for row in 0..<rows {
                block.encoderSteps[row] = times
                for step in 0..<times {
                    func uniform(_ index: Int) -> Double {
                        random.uniform(
                            .encoderWorkload, epoch: UInt32(step), series: UInt32(first + row), index: UInt32(index))
                    }
                    func put(_ feature: Int, _ value: Double) {
                        block.inputs.pointer[(step * shape.encoderInputs + feature) * capacity + row] = Scalar(value)
                    }
                    for channel in 0..<channels where uniform(channel) < 0.5 {
                        put(channel, 2 * uniform(channels + channel) - 1)
                        put(channels + channel, 1)
                    }
                    put(2 * channels, uniform(2 * channels) * 0.02)
                    put(2 * channels + 1, Double(times - step) / Double(times))
                }
            }
            return block
        }
    }

    /// The mean divergence; its gradient is written to `gradient`.
    package func step(
        parameters: [Scalar], gradient: inout [Scalar]
    ) throws(SolverError) -> Double {
        var divergence = 0.0
        try parameters.withUnsafeBufferPointer { parameters throws(SolverError) in
            try gradient.withUnsafeMutableBufferPointer { gradient throws(SolverError) in
                guard let values = parameters.baseAddress, let sums = gradient.baseAddress else { return }
                gradient.update(repeating: 0)
                for block in blocks {
                    var outcome = try engine.infer(block, values)
                    divergence += outcome.divergence
                    try engine.pullBackInference(
                        block, values, klCotangent: 1 / Double(series), sums, &outcome)
                }
            }
        }
        return divergence / Double(series)
    }
}
