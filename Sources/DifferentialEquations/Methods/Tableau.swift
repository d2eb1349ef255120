import Differentiation

/// The coefficients of an explicit Runge–Kutta method.
///
/// Every method is written "first same as last": the last stage has c = 1 and the weights b as its row of a, so that it is the
/// derivative at the new state and the first stage of the next step. A method without such a stage gets it appended, at no
/// cost, since the next step needs it.
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
    /// Weights of a second, rougher estimate, of the same length; empty without one. With e₁ from `error` and e₂ from here,
    /// each a norm in units of the tolerance, the error is e₁² / √(e₁² + 0.01 e₂²) (Hairer, Nørsett, Wanner 1993, II.10).
    public let secondError: [Double]
    /// The power of h with which the error falls: `embeddedOrder` + 1 unless a second estimate changes it.
    public let errorPower: Int
    /// Nodes of stages beyond the last that dense output alone needs; empty without any.
    public let denseNodes: [Double]
    /// Their rows of a, over all stages before them.
    public let denseStages: [[Double]]
    /// Dense output: y(θ) = y₀ + h Σₚ φₚ(θ) Σᵢ dense[p][i] kᵢ, over all stages, those for dense output included.
    public let dense: [[Double]]
    /// The polynomials φₚ.
    public let denseBasis: DenseBasis

    /// Number of stages of a step, the last included.
    public var stages: Int { c.count }
    /// Number of stages, those for dense output included.
    public var allStages: Int { c.count + denseNodes.count }
    /// Weights of the solution, one for each stage.
    public var b: [Double] { (a.last ?? []) + [0] }

    /// Creates a method from rows of a, the last of which is b.
    ///
    /// - Parameters:
    ///   - name: short name.
    ///   - order: of the solution.
    ///   - embeddedOrder: of the embedded solution; `nil` without an estimate.
    ///   - denseOrder: of the dense output.
    ///   - c: nodes, one for each stage.
    ///   - a: rows below the diagonal, one for each stage; the last row is b.
    ///   - secondError: weights of a second estimate; empty without one.
    ///   - errorPower: as the property; `nil` for `embeddedOrder` + 1 (without an estimate, `order` + 1).
    ///   - denseNodes: nodes of the stages that dense output alone needs.
    ///   - denseStages: their rows of a.
    ///   - dense: as the property; `nil` for the cubic Hermite polynomial.
    ///   - denseBasis: the polynomials by which `dense` is meant.
    public init(
        name: String, order: Int, embeddedOrder: Int? = nil, denseOrder: Int, c: [Double], a: [[Double]],
        error: [Double] = [], secondError: [Double] = [], errorPower: Int? = nil, denseNodes: [Double] = [],
        denseStages: [[Double]] = [], dense: [[Double]]? = nil, denseBasis: DenseBasis = .powers
    ) {
        requireThat(a.count == c.count, "\(a.count) rows of a for \(c.count) nodes")
        requireThat(
            denseStages.count == denseNodes.count, "\(denseStages.count) rows of a for \(denseNodes.count) dense nodes")
        self.name = name
        self.order = order
        self.embeddedOrder = embeddedOrder
        self.denseOrder = denseOrder
        self.c = c
        self.a = a
        self.error = error
        self.secondError = secondError
        self.errorPower = errorPower ?? (embeddedOrder ?? order) + 1
        self.denseNodes = denseNodes
        self.denseStages = denseStages
        self.dense = dense ?? Self.hermite(b: (a.last ?? []) + [0])
        self.denseBasis = denseBasis
    }

    /// The weight of each stage in y(θ) = y₀ + h Σᵢ wᵢ kᵢ.
    public func denseWeights(at theta: Double) -> [Double] {
        var weights = [Double](repeating: 0, count: allStages)
        var value = theta
        for (power, row) in dense.enumerated() {
            for stage in row.indices { weights[stage] += row[stage] * value }
            value *= denseBasis.factor(after: power, theta)
        }
        return weights
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
