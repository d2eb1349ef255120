/// The coefficients of an explicit Runge–Kutta method.
///
/// Every method is held in the form "first same as last": the last stage stands at c = 1 with the weights b as its row
/// of a, so that it is the derivative at the new state and the first stage of the next step. Methods that lack such a
/// stage get it appended; it costs nothing, since the next step needs it.
public struct Tableau: Sendable {
    /// Short name, as on the command line.
    public let name: String
    /// Order of the solution.
    public let order: Int
    /// Order of the embedded solution that the error estimate compares with, or `nil` without an estimate.
    public let embeddedOrder: Int?
    /// Order of the dense output.
    public let denseOrder: Int
    /// Nodes c, one for each stage.
    public let c: [Double]
    /// Rows of a below the diagonal; the last row is b.
    public let a: [[Double]]
    /// b − b̂, one for each stage; empty without an estimate.
    public let error: [Double]
    /// Dense output: y(θ) = y₀ + h Σᵢ kᵢ Σₚ dense[p][i] θᵖ⁺¹.
    public let dense: [[Double]]

    /// Number of stages, the last included.
    public var stages: Int { c.count }
    /// Weights of the solution, one for each stage.
    public var b: [Double] { (a.last ?? []) + [0] }

    /// Creates a method from rows of a, the last of which is b.
    ///
    /// - Parameter dense: as the property; `nil` for the cubic Hermite polynomial.
    public init(
        name: String, order: Int, embeddedOrder: Int? = nil, denseOrder: Int, c: [Double], a: [[Double]],
        error: [Double] = [], dense: [[Double]]? = nil
    ) {
        precondition(a.count == c.count, "\(a.count) rows of a for \(c.count) nodes")
        self.name = name
        self.order = order
        self.embeddedOrder = embeddedOrder
        self.denseOrder = denseOrder
        self.c = c
        self.a = a
        self.error = error
        self.dense = dense ?? Self.hermite(b: (a.last ?? []) + [0])
    }

    /// The cubic that meets both states and both derivatives of a step:
    /// b(3θ² − 2θ³), plus θ − 2θ² + θ³ for the first stage and θ³ − θ² for the last.
    static func hermite(b: [Double]) -> [[Double]] {
        var weights = [[Double]](repeating: [Double](repeating: 0, count: b.count), count: 3)
        for stage in b.indices {
            weights[1][stage] = 3 * b[stage]
            weights[2][stage] = -2 * b[stage]
        }
        weights[0][0] += 1
        weights[1][0] -= 2
        weights[2][0] += 1
        weights[1][b.count - 1] -= 1
        weights[2][b.count - 1] += 1
        return weights
    }
}
