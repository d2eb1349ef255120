import DifferentialEquations
import Differentiation
import Lanes
import NeuralLayers

/// ODE-RNN (Rubanova, Chen, Duvenaud 2019, algorithm 1): a gated recurrent unit at observations, dh/ds = f(h) between them, f a
/// perceptron with one hidden layer as wide as the state.
///
/// A block's rows are solved side by side, each over its own elapsed times, once forward and once more on the way back. An update
/// costs about twice the solves of the latent path.
struct DriftingEncoder: HistoryEncoder {
    static let name = "ode-rnn"
    static let reads: [EncoderPart] = [.values, .masks, .sinceStart, .season]
    let drift: VectorField?
    private let cell: GatedCell

    init(_ name: String, layout: EncoderLayout, hidden: Int, in tree: inout ParameterTree) {
        cell = GatedCell(name, inputs: layout.features, hidden: hidden, in: &tree)
        let network = MultilayerPerceptron(
            "\(name).drift", sizes: [hidden, hidden, hidden], activation: .tanh, in: &tree)
        drift = VectorField(features: hidden) { program, h, _ in network.apply(h, in: &program) }
    }

    func step(_ input: EncoderInput, state: Value, in program: inout ProgramBuilder) -> Value {
        cell.apply(input.all, state: state, in: &program)
    }
}
