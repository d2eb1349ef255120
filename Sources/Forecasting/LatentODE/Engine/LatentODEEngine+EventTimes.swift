import DifferentialEquations
import Foundation
import Lanes

extension LatentODEEngine {
    /// Log likelihood Σ log λ(tₖ) − ∫ λ dt of each row's output times from index `first` on, given those before. An output at the row's
    /// start is given as well.
    ///
    /// - Parameters:
    ///   - first: index of the first output that is scored, by row.
    ///   - cotangent: that of each log likelihood.
    ///   - gradient: if given, the pullback is added to the trajectory's cotangents and to the readout's part of this gradient.
    ///   - body: called for each row that has such outputs.
    func scoreTimes(
        _ block: EpisodeBlock<Scalar>, _ parameters: UnsafePointer<Scalar>, from first: (Int) -> Int = { _ in 0 },
        cotangent: Double = 0, _ gradient: UnsafeMutablePointer<Scalar>? = nil,
        each body: (_ row: Int, _ logLikelihood: Double) -> Void
    ) {
        guard let times = model.shape.eventTimes, let readout = model.intensity else { return }
        let latent = model.shape.latent
        let width = field.features * capacity
        let logRate = Foundation.log(times.rate)
        for row in 0..<block.rows {
            let count = block.outputs(of: row)
            let begin = first(row)
            guard count > begin else { continue }
            var sum = 0.0
            func mass(_ output: Int, sign: Double) {
                let place = output * width + latent * capacity + row
                sum -= sign * times.rate * Double(trajectory.pointer[place])
                if gradient != nil { trajectoryCotangent.pointer[place] -= Scalar(sign * times.rate * cotangent) }
            }
            mass(count - 1, sign: 1)
            if begin > 0 { mass(begin - 1, sign: -1) }
            for output in begin..<count where block.times[block.offsets[row] + output] > block.starts[row] {
                let state = trajectory.pointer + (output * width + row)
                var log = logRate + Double(parameters[readout.bias])
                for feature in 0..<latent {
                    log += Double(parameters[readout.weights + feature]) * Double(state[feature * capacity])
                }
                sum += log
                guard let gradient else { continue }
                let pull = Scalar(cotangent)
                let target = trajectoryCotangent.pointer + (output * width + row)
                gradient[readout.bias] += pull
                for feature in 0..<latent {
                    gradient[readout.weights + feature] += pull * state[feature * capacity]
                    target[feature * capacity] += pull * parameters[readout.weights + feature]
                }
            }
            body(row, sum)
        }
    }
}
