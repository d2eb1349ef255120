import Lanes
import Testing

/// A row gets the same bits in any lane of any block.
@Suite struct LanePositionTests {
    private func check<Scalar: LaneScalar>(_: Scalar.Type, _ activation: Activation) {
        let inputs = 7
        let outputs = 5
        let weights = (0..<inputs * outputs).map { Scalar(Double(($0 * 37) % 19) / 9 - 1) }
        let bias = (0..<outputs).map { Scalar(Double($0) / 4 - 0.5) }
        let row = (0..<inputs).map { Scalar(Double(($0 * 53) % 17) / 8 - 1) }
        var results: Set<[Scalar]> = []
        for lanes in [16, 48, 112] {
            for lane in stride(from: 0, to: lanes, by: 5) {
                var x = [Scalar](repeating: 0.3, count: inputs * lanes)
                for feature in 0..<inputs { x[feature * lanes + lane] = row[feature] }
                var y = [Scalar](repeating: 0, count: outputs * lanes)
                // A logarithm and SiLU are no epilogues of the dense kernel.
                let isEpilogue = activation != .log && activation != .silu
                Scalar.affine(
                    weights: weights, bias: bias, x: x, xStride: lanes, y: &y, yStride: lanes, inputs: inputs,
                    outputs: outputs, lanes: lanes, activation: isEpilogue ? activation : .identity)
                if activation == .log {
                    for index in y.indices { y[index] = abs(y[index]) + 0.1 }
                }
                var z = y
                Scalar.map(
                    activation, x: y, xStride: lanes, y: &z, yStride: lanes, features: outputs, lanes: lanes)
                results.insert(
                    (0..<outputs).map { y[$0 * lanes + lane] } + (0..<outputs).map { z[$0 * lanes + lane] })
            }
        }
        #expect(results.count == 1, "\(activation) as \(Scalar.self): \(results.count) different results")
    }

    @Test(arguments: Activation.allCases) func neverChangesABit(activation: Activation) {
        check(Float.self, activation)
        check(Double.self, activation)
    }
}
