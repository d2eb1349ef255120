import Differentiation
import Lanes
import NeuralLayers

@testable import Forecasting

/// A gated cell whose values and state fade with the time since each channel was read, after GRU-D (Che et al. 2018, equations 3
/// to 7): written against the seam alone, in no list.
struct DecayEncoder: HistoryEncoder {
    static let name = "decay"
    static let reads: [EncoderPart] = [.values, .masks, .channelElapsed, .statics]
    private let cell: GatedCell
    private let valueDecay: Linear
    private let stateDecay: Linear

    init(_ name: String, layout: EncoderLayout, hidden: Int, in tree: inout ParameterTree) {
        let channels = layout[.values]?.count ?? 0
        let statics = layout[.statics]?.count ?? 0
        cell = GatedCell(name, inputs: 2 * channels + statics, hidden: hidden, in: &tree)
        valueDecay = Linear("\(name).valueDecay", inputs: channels, outputs: channels, in: &tree)
        stateDecay = Linear("\(name).stateDecay", inputs: channels, outputs: hidden, in: &tree)
    }

    func step(_ input: EncoderInput, state: Value, in program: inout ProgramBuilder) -> Value {
        func decay(_ layer: Linear) -> Value {
            program.exp(program.scale(layer.apply(input.channelElapsed, in: &program, activation: .softplus), by: -1))
        }
        let values = program.multiply(decay(valueDecay), input.values)
        let faded = program.multiply(decay(stateDecay), state)
        return cell.apply(
            program.concatenate([values, input.masks, input.statics]), state: faded, in: &program)
    }
}
