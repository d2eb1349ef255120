import Differentiation
import Lanes

/// One step of a recurrent network.
public protocol RecurrentCell: Sendable {
    /// Features of each input.
    var inputs: Int { get }
    /// Features of the state.
    var hidden: Int { get }
    /// Places the cell's layers in `tree` under `name`.
    init(_ name: String, inputs: Int, hidden: Int, in tree: inout ParameterTree)
    /// Records h' `(hidden, lanes)` from the input x `(inputs, lanes)` and the state h `(hidden, lanes)`.
    func apply(_ x: Value, state h: Value, in program: inout ProgramBuilder) -> Value
}
