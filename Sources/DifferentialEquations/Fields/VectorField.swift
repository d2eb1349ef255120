import Differentiation

/// A vector field dy/dt = f(t, y) recorded as a program: it is solved for many rows at once and differentiated exactly.
///
/// ```swift
/// let pendulum = VectorField(features: 2) { program, y, _ in
///     program.concatenate([program.copy(y[1..<2]), program.scale(program.sin(y[0..<1]), by: -1)])
/// }
/// let batch = try pendulum.solve([SolutionRequest(initial: [1.0, 0], start: 0, times: [1, 2])])
/// ```
public struct VectorField: Sendable {
    /// The recorded function.
    public let program: Program
    /// Where the state y is read, `(features, lanes)`.
    public let state: Slot
    /// Where the time is read, `(1, lanes)`, or `nil` for an autonomous field.
    public let time: Slot?
    /// Where dy/dt is written, `(features, lanes)`.
    public let derivative: Slot

    /// The integral that the last feature of the state carries, if any.
    public let quadrature: FieldQuadrature?

    /// Features of the state, that of a quadrature included.
    public var features: Int { state.features }

    /// Features that the forward error test judges: all but that of a quadrature.
    public var judgedFeatures: Int { features - (quadrature == nil ? 0 : 1) }

    /// Records a field of `features` state features.
    ///
    /// - Parameters:
    ///   - features: features of the state, without a quadrature.
    ///   - dependsOnTime: whether the field reads the time; the second argument of `record` is then one feature.
    ///   - quadrature: an integral to carry along, as one more feature of the state.
    ///   - record: returns dy/dt given y (without the quadrature) and, where it is read, t.
    public init(
        features: Int, dependsOnTime: Bool = false, quadrature: FieldQuadrature? = nil,
        record: (inout ProgramBuilder, Value, Value?) -> Value
    ) {
        var builder = ProgramBuilder()
        let whole = builder.input(features: features + (quadrature == nil ? 0 : 1))
        let y = quadrature == nil ? whole : whole[0..<features]
        let t = dependsOnTime ? builder.input(features: 1) : nil
        let result = record(&builder, y, t)
        requireThat(result.features == features, "a field of \(features) features with \(result.features) derivatives")
        let output: Value
        switch quadrature {
        case nil: output = builder.output(result)
        case .kineticEnergy:
            let square = builder.sumFeatures(builder.multiply(result, result))
            let energy = builder.scale(square, by: 1 / Double(features))
            output = builder.output(builder.concatenate([builder.copy(result), energy]))
        }
        self.quadrature = quadrature
        let recorded = builder.build()
        program = recorded
        state = recorded.slot(whole)
        time = t.map { recorded.slot($0) }
        derivative = recorded.slot(output)
    }
}
