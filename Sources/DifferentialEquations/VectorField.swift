import Differentiation

/// A vector field dy/dt = f(t, y) recorded as a program.
public struct VectorField: Sendable {
    /// The recorded function.
    public let program: Program
    /// Where the state y is read, `(features, lanes)`.
    public let state: Slot
    /// Where the time is read, `(1, lanes)`, or `nil` for an autonomous field.
    public let time: Slot?
    /// Where dy/dt is written, `(features, lanes)`.
    public let derivative: Slot

    /// Features of the state.
    public var features: Int { state.features }

    /// Records a field of `features` state features.
    ///
    /// - Parameters:
    ///   - dependsOnTime: whether the field reads the time; the second argument of `record` is then one feature.
    ///   - record: returns dy/dt given y and, where it is read, t.
    public init(
        features: Int, dependsOnTime: Bool = false, record: (inout ProgramBuilder, Value, Value?) -> Value
    ) {
        var builder = ProgramBuilder()
        let y = builder.input(features: features)
        let t = dependsOnTime ? builder.input(features: 1) : nil
        let result = record(&builder, y, t)
        precondition(result.features == features, "a field of \(features) features with \(result.features) derivatives")
        let output = builder.output(result)
        let recorded = builder.build()
        program = recorded
        state = recorded.slot(y)
        time = t.map { recorded.slot($0) }
        derivative = recorded.slot(output)
    }
}
