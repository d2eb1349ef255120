import Differentiation
import NeuralLayers

/// A tanh cell over all parts at once, as in Chen et al. 2018.
struct TanhEncoder: HistoryEncoder {
    static let name = "rnn"
    static let reads: [EncoderPart] = [.values, .masks, .elapsed, .sinceStart, .season]
    private let cell: TanhCell

    init(_ name: String, layout: EncoderLayout, hidden: Int, in tree: inout ParameterTree) {
        cell = TanhCell(name, inputs: layout.features, hidden: hidden, in: &tree)
    }

    func step(_ input: EncoderInput, state: Value, in program: inout ProgramBuilder) -> Value {
        cell.apply(input.all, state: state, in: &program)
    }
}
