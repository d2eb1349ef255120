import DifferentialEquations

/// How a latent ODE's vector field is solved and differentiated.
public struct SolverSettings: Sendable, Hashable, Codable {
    /// The method.
    public var method = ExplicitMethod.dopri5
    /// Relative tolerance.
    public var relativeTolerance = 1e-3
    /// Absolute tolerance.
    public var absoluteTolerance = 1e-4
    /// How gradients go through the solver.
    public var gradient = GradientMethod.discrete
    /// What keeps the learned field easy to solve.
    public var regularization = FieldRegularization()

    private enum CodingKeys: String, CodingKey {
        case relativeTolerance, absoluteTolerance, gradient, regularization
        case method = "solver"
    }

    /// Creates the default settings.
    public init() {}

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try fields.read(.method, into: &method)
        try fields.read(.relativeTolerance, into: &relativeTolerance)
        try fields.read(.absoluteTolerance, into: &absoluteTolerance)
        try fields.read(.gradient, into: &gradient)
        try fields.read(.regularization, into: &regularization)
    }
}
