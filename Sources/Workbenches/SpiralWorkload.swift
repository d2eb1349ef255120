import DifferentialEquations
import Forecasting
import Lanes
import NeuralLayers

/// One training step of the spiral model of Chen et al. 2018: fully observed series at shared times, given noise.
///
/// The model: tanh RNN of 25 units, latent 4, field 4-20-20-4 ELU, decoder 4-20-2 ReLU, noise 0.3. Loss: mean over series
/// of KL − Σ log p. Tests hold it against torch; benchmarks time it.
package struct SpiralWorkload<Scalar: LaneScalar> {
    package let model: LatentODE
    let blocks: [EpisodeBlock<Scalar>]
    let runner: ParallelBlocks<Scalar>
    let series: Int

    /// - Parameters:
    ///   - times: shared by all series.
    ///   - values: `(series)(times)(2)`.
    ///   - noise: standard normal numbers `(series)(4)`.
    ///   - control: of the steps; adaptive by `relative` and `absolute` where `nil`.
    package init(
        times: [Double], values: [Double], noise: [Double], method: ExplicitMethod, relative: Double, absolute: Double,
        gradient: GradientMethod = .discrete, control: StepControl? = nil,
        regularization: FieldRegularization = FieldRegularization(), blockRows: Int = 96, threads: Int = 1
    ) {
        var shape = LatentODEShape(channels: 2)
        shape.latent = 4
        shape.hidden = 20
        shape.encoder = .rnn
        shape.encoderHidden = 25
        shape.decoderHidden = 20
        shape.reading = .values
        shape.isAnchored = false
        shape.noise = .fixed(0.3)
        shape.fieldActivation = .elu
        shape.decoderActivation = .relu
        model = LatentODE(shape)
        let count = values.count / (2 * times.count)
        series = count
        runner = ParallelBlocks(
            model: model, capacity: blockRows, method: method,
            control: control ?? .adaptive(relative: relative, absolute: absolute), gradient: gradient,
            regularization: regularization, threads: threads)
        blocks = stride(from: 0, to: count, by: blockRows).map { first in
            let rows = min(blockRows, count - first)
            let block = EpisodeBlock<Scalar>(shape: shape, capacity: blockRows)
            block.reset(rows: rows, steps: times.count, outputs: times.count, samples: 1)
            for row in 0..<rows {
                block.encoderSteps[row] = times.count
                block.starts[row] = times[0]
                block.times += times
                block.offsets[row + 1] = (row + 1) * times.count
                for feature in 0..<4 {
                    block.noise.pointer[feature * block.capacity + row] = Scalar(noise[(first + row) * 4 + feature])
                }
                for k in times.indices {
                    for channel in 0..<2 {
                        let value = Scalar(values[((first + row) * times.count + k) * 2 + channel])
                        let output = (k * 2 + channel) * block.capacity + row
                        block.targets.pointer[output] = value
                        block.masks.pointer[output] = 1
                        block.inputs.pointer[((times.count - 1 - k) * 2 + channel) * block.capacity + row] = value
                    }
                }
            }
            return block
        }
    }

    /// The loss and its gradient. What is regularised is in the gradient and in the outcome, not in the loss.
    package func step(
        parameters: [Scalar], gradient: inout [Scalar]
    ) throws(SolverError) -> (loss: Double, outcome: StepOutcome) {
        let outcome = try runner.step(
            blocks, parameters: parameters, scale: 1 / Double(series), klWeight: 1,
            penaltyScale: 1 / Double(series), gradient: &gradient)
        return ((outcome.divergence - outcome.logLikelihood) / Double(series), outcome)
    }
}
