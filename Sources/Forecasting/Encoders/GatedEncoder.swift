import Differentiation
import NeuralLayers

/// A gated recurrent unit over all parts at once.
struct GatedEncoder: HistoryEncoder {
    static let name = "gru"
    static let reads: [EncoderPart] = [.values, .masks, .elapsed, .sinceStart, .season]
    private let cell: GatedCell

    init(_ name: String, layout: EncoderLayout, hidden: Int, in tree: inout ParameterTree) {
        cell = GatedCell(name, inputs: layout.features, hidden: hidden, in: &tree)
    }

    func step(_ input: EncoderInput, state: Value, in program: inout ProgramBuilder) -> Value {
        cell.apply(input.all, state: state, in: &program)
    }
}
