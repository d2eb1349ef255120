import DifferentialEquations
import Differentiation
import NeuralLayers

/// Reads a series' history backward, one observation at a time, into a state from which the posterior of z₀ is told.
///
/// A new encoder is a file with a type that conforms, and a line in `HistoryEncoderKind.all`.
package protocol HistoryEncoder: Sendable {
    /// The name by which settings, stored models and the command line know it. Never changed.
    static var name: String { get }
    /// What it reads; nothing else is laid out for it.
    static var reads: [EncoderPart] { get }

    /// Places its parameters in `tree` under `name`.
    ///
    /// - Parameters:
    ///   - layout: what the parts' features are.
    ///   - hidden: features of the state.
    init(_ name: String, layout: EncoderLayout, hidden: Int, in tree: inout ParameterTree)

    /// Records the state `(hidden, lanes)` after an observation from that before it, 0 at the first one.
    func step(_ input: EncoderInput, state: Value, in program: inout ProgramBuilder) -> Value

    /// dh/ds of the state between observations, s the time since the observation read before, `(hidden)` features; the last
    /// state is carried on to the start of the latent path. `nil` for a state that waits.
    var drift: VectorField? { get }
}

extension HistoryEncoder {
    package var drift: VectorField? { nil }
}
