import Differentiation
import Lanes

/// Gated recurrent unit: [r; z] = σ(W [x; h] + b), n = tanh(Wₓ x + bₓ + r·(Wₕ h + bₕ)), h' = (1 − z)·n + z·h.
public struct GatedCell: RecurrentCell {
    public let inputs: Int
    public let hidden: Int
    let gates: Linear
    let candidateInput: Linear
    let candidateState: Linear

    /// Places the layers `name.gates`, `name.input` and `name.state` in `tree`.
    public init(_ name: String, inputs: Int, hidden: Int, in tree: inout ParameterTree) {
        self.inputs = inputs
        self.hidden = hidden
        let bound = Initializer.fan(in: hidden)
        gates = Linear(
            "\(name).gates", inputs: inputs + hidden, outputs: 2 * hidden, in: &tree, initializer: bound)
        candidateInput = Linear("\(name).input", inputs: inputs, outputs: hidden, in: &tree, initializer: bound)
        candidateState = Linear("\(name).state", inputs: hidden, outputs: hidden, in: &tree, initializer: bound)
    }

    public func apply(_ x: Value, state h: Value, in program: inout ProgramBuilder) -> Value {
        let a = candidateInput.apply(x, in: &program)
        let c = candidateState.apply(h, in: &program)
        let gate = gates.apply(program.concatenate([x, h]), in: &program, activation: .sigmoid)
        return program.gatedUpdate(z: gate[hidden..<2 * hidden], a: a, r: gate[0..<hidden], c: c, h: h)
    }
}
