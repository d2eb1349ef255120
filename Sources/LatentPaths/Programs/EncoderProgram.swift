import DifferentialEquations
import Differentiation
import NeuralLayers

/// One step of an encoder that reads a history backward: h' from what one observation says and the state h.
package struct EncoderProgram: Sendable {
    /// The step, recorded so that of frames side by side each writes the state that the next one reads.
    package let program: Program
    /// What is read at one observation, `(inputs, lanes)`. Nobody wants its cotangent.
    package let input: Slot
    /// h, `(hidden, lanes)`.
    package let state: Slot
    /// h', `(hidden, lanes)`.
    package let result: Slot
    /// dh/ds between observations, s the time since the observation read before; `nil` for a state that waits.
    package let drift: VectorField?

    /// Features of the state.
    package var hidden: Int { state.features }

    /// Records a step.
    ///
    /// - Parameter step: returns h' `(hidden)` given x `(inputs)` and h `(hidden)`.
    package init(
        inputs: Int, hidden: Int, drift: VectorField? = nil,
        step: (_ x: Value, _ h: Value, _ program: inout ProgramBuilder) -> Value
    ) {
        precondition(
            drift.map { $0.features == hidden } ?? true,
            "a drift of \(drift?.features ?? 0) features for a state of \(hidden)")
        var builder = ProgramBuilder()
        let x = builder.input(features: inputs, isConstant: true)
        let h = builder.input(features: hidden)
        let next = builder.output(step(x, h, &builder))
        program = builder.build(recurrence: (h, next))
        input = program.slot(x)
        state = program.slot(h)
        result = program.slot(next)
        self.drift = drift
    }

    /// Records a step of `cell`.
    package init(_ cell: some RecurrentCell) {
        self.init(inputs: cell.inputs, hidden: cell.hidden) { x, h, program in
            cell.apply(x, state: h, in: &program)
        }
    }
}
