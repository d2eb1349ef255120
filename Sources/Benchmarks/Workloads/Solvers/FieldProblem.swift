import DifferentialEquations
import Foundation
import Lanes
import NeuralLayers

/// A perceptron as a vector field, with its weights, initial states and output times from a file.
struct FieldProblem<Scalar: LaneScalar> {
    let field: VectorField
    let parameters: [Scalar]
    /// Features of each layer, the state's first and last.
    let sizes: [Int]
    let times: [Double]
    private let states: [[Double]]

    /// Features of the state.
    var features: Int { sizes[0] }

    /// Reads a file of layers `func` (each `W` row-major and `b`), states `z0` and, where given, times `t`.
    init(
        path: String, timeScale: Double, weightScale: Double, activation: Activation, times: [Double]? = nil
    ) throws {
        let file = try JSONDecoder().decode(FieldFile.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        let sizes = [file.func[0].weights[0].count] + file.func.map(\.biases.count)
        self.sizes = sizes
        states = file.z0
        // Times and weights are single numbers to the peers.
        self.times = times ?? (file.t ?? [0, 1]).map { Double(Float($0) * Float(timeScale)) }
        var tree = ParameterTree()
        let network = MultilayerPerceptron("field", sizes: sizes, activation: activation, in: &tree)
        field = VectorField(features: sizes[0]) { program, y, _ in network.apply(y, in: &program) }
        var values = [Scalar](repeating: 0, count: tree.count)
        for (index, layer) in file.func.enumerated() {
            guard let weight = tree["field.\(index).weight"], let bias = tree["field.\(index).bias"] else { continue }
            for (place, value) in layer.weights.joined().enumerated() {
                values[weight.offset + place] = Scalar(value) * Scalar(weightScale)
            }
            for (place, value) in layer.biases.enumerated() { values[bias.offset + place] = Scalar(value) }
        }
        parameters = values
    }

    /// The initial state of `row`; rows beyond those of the file repeat them.
    func initial(_ row: Int, _ feature: Int) -> Scalar { Scalar(states[row % states.count][feature]) }

    /// Adds up scale · z² over all outputs of `rows` rows and writes its cotangents.
    func meanSquare(
        _ outputs: UnsafePointer<Scalar>, _ cotangents: UnsafeMutablePointer<Scalar>, rows: Int, capacity: Int,
        scale: Scalar
    ) -> Double {
        var sum = 0.0
        for place in 0..<times.count * features {
            let z = outputs + place * capacity
            let g = cotangents + place * capacity
            // Four sums side by side, so that none waits for the one before.
            var (a, b, c, d): (Scalar, Scalar, Scalar, Scalar) = (0, 0, 0, 0)
            let whole = rows / 4 * 4
            for row in Swift.stride(from: 0, to: whole, by: 4) {
                a += z[row] * z[row]
                b += z[row + 1] * z[row + 1]
                c += z[row + 2] * z[row + 2]
                d += z[row + 3] * z[row + 3]
            }
            for row in whole..<rows { a += z[row] * z[row] }
            for row in 0..<rows { g[row] = 2 * scale * z[row] }
            sum += Double((a + b) + (c + d))
        }
        return sum * Double(scale)
    }
}

private struct FieldFile: Decodable {
    struct Layer: Decodable {
        let weights: [[Double]]
        let biases: [Double]

        private enum CodingKeys: String, CodingKey {
            case weights = "W"
            case biases = "b"
        }
    }
    let `func`: [Layer]
    let z0: [[Double]]
    let t: [Double]?
}
