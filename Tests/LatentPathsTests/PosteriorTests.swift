import Differentiation
import Foundation
import Lanes
import LatentPaths
import NeuralLayers
import Testing

/// The posterior's programs against the formulas and against each other.
@Suite struct PosteriorTests {
    private let hidden = 5
    private let latent = 3
    private let lanes = 16

    private func numbers(_ count: Int, _ stream: UInt32) -> [Double] {
        let random = Philox4x32(seed: 6)
        return (0..<count).map { random.normal(epoch: stream, series: UInt32($0), sample: 0, index: 0) }
    }

    @Test func divergenceIsThatOfNormalDistributions() throws {
        var tree = ParameterTree()
        let posterior = PosteriorProgram(hidden: hidden, extras: 2, latent: latent, in: &tree)
        let memory = ProgramMemory<Double>(posterior.program, lanes: lanes)
        let frame = memory.frame(lanes: lanes)
        for (index, value) in numbers(hidden * lanes, 1).enumerated() { frame.value(posterior.state)[index] = value }
        for (index, value) in numbers(2 * lanes, 2).enumerated() { frame.value(posterior.extras)[index] = value }
        let parameters: [Double] = tree.initialValues(seed: 2)
        posterior.program.evaluate(frame, parameters: parameters)
        for lane in 0..<lanes {
            let expected = (0..<latent).reduce(0.0) { sum, feature in
                let m = frame.value(posterior.mean)[feature * lanes + lane]
                let v = frame.value(posterior.logVariance)[feature * lanes + lane]
                return sum + 0.5 * (exp(v) + m * m - 1 - v)
            }
            #expect(abs(frame.value(posterior.divergence)[lane] - expected) < 1e-13)
        }
        var other = ParameterTree()
        let alone = PosteriorProgram(hidden: hidden, extras: 0, latent: latent, in: &other)
        let check = alone.program.checkGradient(
            inputs: [numbers(hidden * lanes, 1), []], parameters: other.initialValues(seed: 2), lanes: lanes)
        #expect(check.discrepancy < 1e-6, "\(check)")
    }

    /// One draw within the program and one apart from it are the same, and so are their gradients up to rounding.
    @Test func drawsAgree() throws {
        var tree = ParameterTree()
        let drawn = DrawnPosteriorProgram(hidden: hidden, latent: latent, in: &tree)
        var other = ParameterTree()
        let posterior = PosteriorProgram(hidden: hidden, extras: 0, latent: latent, in: &other)
        #expect(tree == other)
        let parameters: [Double] = tree.initialValues(seed: 2)
        let state = numbers(hidden * lanes, 1)
        let noise = numbers(latent * lanes, 3)
        let cotangent = numbers(latent * lanes, 4)

        let memory = ProgramMemory<Double>(drawn.program, lanes: lanes)
        let frame = memory.frame(lanes: lanes)
        for (index, value) in state.enumerated() { frame.value(drawn.state)[index] = value }
        for (index, value) in noise.enumerated() { frame.value(drawn.noise)[index] = value }
        drawn.program.evaluate(frame, parameters: parameters)
        for slot in drawn.program.outputs {
            for index in 0..<slot.features * lanes { frame.cotangent(slot)[index] = 0 }
        }
        for (index, value) in cotangent.enumerated() { frame.cotangent(drawn.draw)[index] = value }
        for lane in 0..<lanes { frame.cotangent(drawn.divergence)[lane] = 0.7 }
        var within = [Double](repeating: 0, count: parameters.count)
        drawn.program.pullBack(frame, parameters: parameters)
        drawn.program.accumulateParameterGradient(frame, into: &within)

        let stage = PosteriorDraws<Double>(posterior, DrawProgram(latent: latent), capacity: lanes)
        let divergence = stage.infer(rows: lanes, state: state, extras: [0], parameters: parameters)
        let z = stage.draw(rows: lanes, noise: noise, parameters: parameters)
        for index in 0..<latent * lanes { #expect(z[index] == frame.value(drawn.draw)[index]) }
        let sum = (0..<lanes).reduce(0.0) { $0 + frame.value(drawn.divergence)[$1] }
        #expect(abs(divergence - sum) < 1e-12)
        var apart = [Double](repeating: 0, count: parameters.count)
        let stateCotangent = LaneBuffer<Double>(count: hidden * lanes)
        stage.pullBackDraw(rows: lanes, cotangent: cotangent, parameters: parameters)
        stage.pullBack(
            rows: lanes, divergence: 0.7, parameters: parameters, gradient: &apart, stateCotangent: stateCotangent)
        for (a, b) in zip(within, apart) { #expect(abs(a - b) < 1e-12 * (1 + abs(a))) }
        for index in 0..<hidden * lanes {
            #expect(abs(stateCotangent.pointer[index] - frame.cotangent(drawn.state)[index]) < 1e-12)
        }
    }

    /// Blocks' gradients are summed in their order, to the bit, and an empty sum is 0.
    @Test func blockGradientsAreSummedInOrder() {
        let sums = BlockGradients<Float>(parameters: 3)
        let parts: [[Float]] = [[1e8, 1, 0.25], [-1e8, 2, 0.5], [1, 3, 0.125]]
        sums.begin(blocks: 3)
        for block in [2, 0, 1] {
            for (index, value) in parts[block].enumerated() { sums.gradient(of: block)[index] += value }
        }
        var gradient: [Float] = [9, 9, 9]
        sums.sum(blocks: 3, into: &gradient)
        #expect(gradient == [1, 6, 0.875])
        sums.begin(blocks: 0)
        sums.sum(blocks: 0, into: &gradient)
        #expect(gradient == [0, 0, 0])
    }
}
