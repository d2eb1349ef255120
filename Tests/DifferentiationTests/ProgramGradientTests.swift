import Differentiation
import Lanes
import Testing

@Suite struct ProgramGradientTests {
    @Test(arguments: [Activation.identity, .tanh, .sigmoid, .elu, .relu, .softplus, .exp])
    func affine(activation: Activation) {
        expectGradient(at: [3], parameters: 8) { program, x in
            [program.affine(x[0], weights: 0, bias: 6, features: 2, activation: activation)]
        }
    }

    @Test(arguments: Activation.allCases) func elementwise(activation: Activation) {
        expectGradient(at: [2], positive: activation == .log) { program, x in
            [program.activate(x[0], activation)]
        }
    }

    /// Layers whose derivative their reader multiplies by, with others that may not: two readers, a result, a part.
    @Test(arguments: [Activation.identity, .tanh, .sigmoid, .elu, .relu, .softplus])
    func chainsOfLayers(activation: Activation) {
        expectGradient(at: [2, 3], parameters: 60) { program, x in
            let first = program.affine(x[0], weights: 0, bias: 6, features: 3, activation: activation)
            let second = program.affine(first, weights: 9, bias: 18, features: 3, activation: activation)
            let both = program.concatenate([program.affine(second, weights: 21, bias: nil, features: 2), x[1]])
            let third = program.affine(both, weights: 27, bias: 37, features: 2, activation: activation)
            let fourth = program.affine(third, weights: 39, bias: 43, features: 2, activation: activation)
            let part = program.affine(fourth[0..<1], weights: 45, bias: 47, features: 2, activation: activation)
            return [fourth, part, program.affine(third, weights: 49, bias: 53, features: 2, activation: activation)]
        }
    }

    @Test func arithmetic() {
        expectGradient(at: [2, 2]) { program, x in
            let product = program.multiply(x[0], x[1])
            let difference = program.subtract(product, x[0])
            let sum = program.add(difference, program.scale(x[1], by: -0.7, plus: 0.2))
            return [program.multiply(sum, sum), program.sumFeatures(product), program.copy(x[0])]
        }
    }

    @Test func broadcastAndSlices() {
        expectGradient(at: [3], parameters: 5) { program, x in
            let noise = program.broadcast(parameters: 3, features: 2)
            let part = program.multiply(x[0][1..<3], noise)
            return [program.concatenate([program.exp(part), x[0][0..<2]])]
        }
    }

    @Test func concatenationIsPlacement() {
        expectGradient(at: [2, 3], parameters: 24) { program, x in
            let both = program.concatenate([x[0], x[1]])
            let layer = program.affine(both, weights: 0, bias: 20, features: 4, activation: .tanh)
            return [program.add(layer[0..<2], x[0]), layer]
        }
    }

    @Test func gatedUpdate() {
        expectGradient(at: [2, 2, 2, 2, 2]) { program, x in
            [program.gatedUpdate(z: program.activate(x[0], .sigmoid), a: x[1], r: x[2], c: x[3], h: x[4])]
        }
    }

    @Test func sharedInputsAccumulate() {
        expectGradient(at: [2]) { program, x in
            let state = program.activate(x[0], .tanh)
            return [program.gatedUpdate(z: state, a: x[0], r: state, c: x[0], h: x[0])]
        }
    }
}
