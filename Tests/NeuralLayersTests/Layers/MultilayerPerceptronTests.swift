import Differentiation
import Foundation
import Lanes
import NeuralLayers
import Testing

@Suite struct MultilayerPerceptronTests {
    /// The layers one number at a time, and their gradient by central differences.
    @Test func layersEqualPlainLoops() {
        let sizes = [3, 5, 4, 2]
        var tree = ParameterTree()
        let network = MultilayerPerceptron("net", sizes: sizes, activation: .tanh, in: &tree)
        #expect(
            tree.entries.map(\.name)
                == (0..<3).flatMap { ["net.\($0).weight", "net.\($0).bias"] })
        #expect(tree.entries.map(\.shape) == [[5, 3], [5], [4, 5], [4], [2, 4], [2]])
        var builder = ProgramBuilder()
        let x = builder.input(features: 3)
        let y = builder.output(network.apply(x, in: &builder))
        let program = builder.build()
        let lanes = LaneBlock.width
        let parameters: [Double] = tree.initialValues(seed: 5)
        let input = (0..<3 * lanes).map { sin(Double($0)) }

        let arena = LaneBuffer<Double>(count: program.arenaFeatures * lanes)
        let frame = Frame(values: arena.pointer, cotangents: arena.pointer, stride: lanes, column: 0, lanes: lanes)
        for (index, value) in input.enumerated() { frame.value(program.slot(x))[index] = value }
        program.evaluate(frame, parameters: parameters)
        for lane in 0..<lanes {
            var state = (0..<3).map { input[$0 * lanes + lane] }
            for layer in 0..<3 {
                let weights = 2 * layer
                state = (0..<sizes[layer + 1]).map { output in
                    let row = tree.entries[weights].offset + output * state.count
                    let sum = state.indices.reduce(parameters[tree.entries[weights + 1].offset + output]) {
                        $0 + parameters[row + $1] * state[$1]
                    }
                    return layer < 2 ? tanh(sum) : sum
                }
            }
            for (output, wanted) in state.enumerated() {
                #expect(abs(frame.value(program.slot(y))[output * lanes + lane] - wanted) < 1e-14)
            }
        }
        let check = program.checkGradient(inputs: [input], parameters: parameters, lanes: lanes)
        #expect(check.discrepancy < 1e-6, "\(check.place)")
    }

    @Test func theLastLayerMayStartElsewhere() {
        var tree = ParameterTree()
        _ = MultilayerPerceptron(
            "net", sizes: [2, 3, 1], activation: .elu, in: &tree, lastInitializer: .constant(0))
        #expect(tree["net.0.weight"]?.initializer == .fan(in: 2))
        #expect(tree["net.1.weight"]?.initializer == .constant(0) && tree["net.1.bias"]?.initializer == .constant(0))
    }
}
