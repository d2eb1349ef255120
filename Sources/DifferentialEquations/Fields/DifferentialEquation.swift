import Differentiation
import Lanes

/// An ordinary differential equation dy/dt = f(t, y, p) given as a plain function over arrays.
///
/// ```swift
/// let oscillator = DifferentialEquation<Double>(features: 2) { t, y, p, dy in
///     dy[0] = y[1]
///     dy[1] = -y[0]
/// }
/// ```
///
/// The Jacobian and the pullback are taken by finite differences where they are not given.
public struct DifferentialEquation<Scalar: LaneScalar>: Sendable {
    /// Writes dy/dt, `(features)`, given t, y `(features)` and p `(parameters)`.
    public typealias Derivative = @Sendable (_ t: Double, _ y: [Scalar], _ p: [Scalar], _ dy: inout [Scalar]) -> Void
    /// Writes ∂f/∂y, row-major `(features, features)`: element `i * features + j` is ∂fᵢ/∂yⱼ.
    public typealias Jacobian = @Sendable (_ t: Double, _ y: [Scalar], _ p: [Scalar], _ j: inout [Scalar]) -> Void
    /// Writes (∂f/∂y)ᵀ v, `(features)`, and (∂f/∂p)ᵀ v, `(parameters)`, given the cotangent v of f, `(features)`.
    public typealias Pullback =
        @Sendable (
            _ t: Double, _ y: [Scalar], _ p: [Scalar], _ cotangent: [Scalar], _ dy: inout [Scalar],
            _ dp: inout [Scalar]
        ) -> Void

    /// Features of the state.
    public let features: Int
    /// Whether f does not read t; saves an evaluation in each step of a Rosenbrock method.
    public let isAutonomous: Bool
    /// The parameters p.
    public var parameters: [Scalar]

    enum Body: Sendable {
        case functions(Derivative, Jacobian?, Pullback?)
        case program(VectorField)
    }
    let body: Body

    /// Creates an equation from functions.
    ///
    /// - Parameters:
    ///   - features: number of components of y.
    ///   - parameters: p, handed to every function as it is.
    ///   - isAutonomous: whether f does not read t.
    ///   - jacobian: ∂f/∂y; `nil` for forward differences, one evaluation a feature.
    ///   - pullback: of f; `nil` for central differences, two evaluations a feature and a parameter.
    ///   - derivative: f.
    public init(
        features: Int, parameters: [Scalar] = [], isAutonomous: Bool = false, jacobian: Jacobian? = nil,
        pullback: Pullback? = nil, derivative: @escaping Derivative
    ) {
        requireThat(features > 0, "an equation of \(features) features")
        self.features = features
        self.parameters = parameters
        self.isAutonomous = isAutonomous
        body = .functions(derivative, jacobian, pullback)
    }

    /// Creates the equation of a recorded field; its Jacobian and pullback are by reverse mode, exact.
    public init(field: VectorField, parameters: [Scalar]) {
        features = field.features
        isAutonomous = field.time == nil
        self.parameters = parameters
        body = .program(field)
    }

    /// The field as one thread evaluates it for a row.
    func makeField() -> any DifferentiableRowField<Scalar> {
        switch body {
        case .functions(let derivative, let jacobian, let pullback):
            FunctionField(
                features: features, parameters: parameters, isAutonomous: isAutonomous, derivative: derivative,
                jacobian: jacobian, pullback: pullback)
        case .program(let field): ProgramField(field, parameters: parameters)
        }
    }
}
