import Differentiation
import Lanes

/// h' = tanh(W [x; h] + b).
public struct TanhCell: RecurrentCell {
    public let inputs: Int
    public let hidden: Int
    let layer: Linear

    /// Places the cell's one layer, `name.step`, in `tree`.
    public init(_ name: String, inputs: Int, hidden: Int, in tree: inout ParameterTree) {
        self.inputs = inputs
        self.hidden = hidden
        layer = Linear("\(name).step", inputs: inputs + hidden, outputs: hidden, in: &tree)
    }

    public func apply(_ x: Value, state h: Value, in program: inout ProgramBuilder) -> Value {
        layer.apply(program.concatenate([x, h]), in: &program, activation: .tanh)
    }
}
