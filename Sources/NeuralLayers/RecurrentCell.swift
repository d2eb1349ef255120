import Differentiation
import Lanes

/// The recurrent cells there are.
public enum RecurrentKind: String, Sendable, Codable, CaseIterable {
    /// h' = tanh(W [x; h] + b), as in Chen et al. 2018.
    case rnn
    /// Gated recurrent unit (Cho et al. 2014), reset gate after the product.
    case gru
}

/// One step of a recurrent network.
public protocol RecurrentCell: Sendable {
    /// Features of the state.
    var hidden: Int { get }
    /// Features of each input.
    var inputs: Int { get }
    /// Records h' from the input x `(inputs, lanes)` and the state h `(hidden, lanes)`.
    func apply(_ x: Value, state h: Value, in program: inout ProgramBuilder) -> Value
}

extension RecurrentKind {
    /// Places a cell of this kind in `tree` under `name`.
    public func cell(_ name: String, inputs: Int, hidden: Int, in tree: inout ParameterTree) -> any RecurrentCell {
        switch self {
        case .rnn: TanhCell(name, inputs: inputs, hidden: hidden, in: &tree)
        case .gru: GatedCell(name, inputs: inputs, hidden: hidden, in: &tree)
        }
    }
}
