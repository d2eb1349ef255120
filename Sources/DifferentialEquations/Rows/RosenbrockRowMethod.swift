import Lanes

/// Steps of a Rosenbrock method: one Jacobian and one factored matrix a step, no iteration.
final class RosenbrockRowMethod<Scalar: LaneScalar>: RowMethod {
    private let state: RowState<Scalar>
    let tableau: RosenbrockTableau
    private let a: SparseRows<Scalar>
    private let coupling: SparseRows<Scalar>
    /// The weights m, then those of the error.
    private let weights: SparseRows<Scalar>
    private let dense: SparseRows<Scalar>
    private let increments: LaneBuffer<Scalar>
    private let scratch: LaneBuffer<Scalar>
    private let jacobian: LaneBuffer<Scalar>
    private let timeSlope: LaneBuffer<Scalar>
    private let lu: DenseLU<Scalar>
    /// Whether the derivatives are those at the present state.
    private var isCurrent = false
    private var factoredStep = 0.0

    /// By so much the estimate counts: on stiff problems the error at a tolerance is then that of SciPy's Radau, of the
    /// same order, where without it it was up to five times as large.
    private let caution = 4.0

    /// Least of three norms of the Jacobian: a bound on its spectral radius.
    private(set) var spectralBound = 0.0

    init(_ state: RowState<Scalar>, _ tableau: RosenbrockTableau) {
        self.tableau = tableau
        a = SparseRows(tableau.a, nodes: tableau.c)
        coupling = SparseRows(tableau.coupling, nodes: tableau.d)
        weights = SparseRows([tableau.m, tableau.error])
        dense = SparseRows(tableau.dense)
        let n = state.features
        increments = LaneBuffer(count: tableau.stages * n)
        scratch = LaneBuffer(count: 3 * n)
        jacobian = LaneBuffer(count: n * n)
        timeSlope = LaneBuffer(count: n)
        lu = DenseLU(n)
        self.state = state
    }

    var errorPower: Int { tableau.embeddedOrder + 1 }
    func restart() { isCurrent = false }
    func stepWasAccepted(_ h: Double) { isCurrent = false }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func attempt(_ h: Double) -> StepAttempt {
        let n = state.features
        let u = increments.pointer
        let point = scratch.pointer
        let slope = point + n
        let sum = slope + n
        let size = Scalar(h)
        state.needDerivative()
        if !isCurrent {
            state.field.jacobian(state.time, state.y, state.f, jacobian.pointer)
            state.field.timeDerivative(state.time, state.y, state.f, h: h, timeSlope.pointer)
            state.statistics.jacobians += 1
            spectralBound = boundOfRadius(jacobian.pointer, n)
            isCurrent = true
            factoredStep = 0
        }
        if factoredStep != h {
            let diagonal = Scalar(1 / (h * tableau.diagonal))
            let matrix = lu.matrix
            for index in 0..<n * n { matrix[index] = -jacobian.pointer[index] }
            for index in 0..<n { matrix[index * (n + 1)] += diagonal }
            state.statistics.factorizations += 1
            guard lu.factor() else { return .diverged }
            factoredStep = h
        }
        for stage in 0..<a.count {
            let target = u + stage * n
            if stage == 0 {
                target.update(from: state.f, count: n)
            } else {
                a[stage].combine(base: state.y, 1, u, n, point)
                state.field.evaluate(state.time + a.node(stage) * h, point, slope)
                coupling[stage].combine(base: nil, 1 / size, u, n, sum)
                for feature in 0..<n { target[feature] = slope[feature] + sum[feature] }
            }
            let weight = Scalar(h * coupling.node(stage))
            if weight != 0, !state.field.isAutonomous {
                for feature in 0..<n { target[feature] += weight * timeSlope.pointer[feature] }
            }
            lu.solve(target)
        }
        weights[0].combine(base: state.y, 1, u, n, state.y1)
        state.hasNewDerivative = false
        weights[1].combine(base: nil, 1, u, n, point)
        return .error(caution * state.norm(point))
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func makePolynomial(_ h: Double) {
        let n = state.features
        state.polynomial.begin(at: state.time, step: h, from: state.y, powers: 4)
        // θ y₁ − θ y₀ + θ(1 − θ)(H₁ + θH₂ + θ²H₃), by powers of θ.
        let c = state.polynomial.coefficients
        for row in 0..<3 { dense[row].combine(base: nil, 1, increments.pointer, n, c + row * n) }
        for feature in 0..<n {
            let h1 = c[feature]
            let h2 = c[n + feature]
            let h3 = c[2 * n + feature]
            c[feature] = state.y1[feature] - state.y[feature] + h1
            c[n + feature] = h2 - h1
            c[2 * n + feature] = h3 - h2
            c[3 * n + feature] = -h3
        }
    }
}

/// The least of the matrix's row-sum, column-sum and Frobenius norms.
@inline(__always)
func boundOfRadius<Scalar: LaneScalar>(_ matrix: UnsafePointer<Scalar>, _ n: Int) -> Double {
    var rows: Scalar = 0
    var columns: Scalar = 0
    var squares: Scalar = 0
    for i in 0..<n {
        var row: Scalar = 0
        var column: Scalar = 0
        for j in 0..<n {
            row += abs(matrix[i * n + j])
            column += abs(matrix[j * n + i])
            squares += matrix[i * n + j] * matrix[i * n + j]
        }
        rows = row > rows ? row : rows
        columns = column > columns ? column : columns
    }
    let least = rows < columns ? rows : columns
    let frobenius = squares.squareRoot()
    return Double(least < frobenius ? least : frobenius)
}
