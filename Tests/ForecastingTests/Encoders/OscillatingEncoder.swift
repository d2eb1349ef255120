import DifferentialEquations
import Differentiation
import Lanes
import NeuralLayers

@testable import Forecasting

/// A tanh cell whose state turns at a learned rate and decays between observations: an ODE-RNN written against the seam alone, in
/// no list. Its drift has a closed form, dh/ds = (h₁, −h₀) for the first two features and −h/2 for the others.
struct OscillatingEncoder: HistoryEncoder {
    static let name = "oscillating"
    static let reads: [EncoderPart] = [.values, .masks, .elapsed]
    private let cell: TanhCell
    let drift: VectorField?

    init(_ name: String, layout: EncoderLayout, hidden: Int, in tree: inout ParameterTree) {
        cell = TanhCell(name, inputs: layout.features, hidden: hidden, in: &tree)
        let rate = tree.add("\(name).rate", shape: [1], initializer: .constant(1))
        drift = VectorField(features: hidden) { program, h, _ in
            let turn = program.broadcast(parameters: rate, features: 1)
            return program.concatenate([
                program.multiply(turn, h[1..<2]), program.scale(program.multiply(turn, h[0..<1]), by: -1),
                program.scale(h[2..<hidden], by: -0.5),
            ])
        }
    }

    func step(_ input: EncoderInput, state: Value, in program: inout ProgramBuilder) -> Value {
        cell.apply(input.all, state: state, in: &program)
    }
}
