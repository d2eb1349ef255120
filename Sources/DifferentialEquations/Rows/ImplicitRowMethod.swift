import Lanes

/// Steps of a singly diagonally implicit Runge–Kutta method by simplified Newton iteration.
///
/// The stage equation u = b + hγ f(u), with b known, is solved by (I − hγJ) δ = b + hγ f(u) − u. J and the factored matrix
/// are kept from stage to stage, and from step to step while the iteration converges quickly (Hairer, Wanner 1996, IV.8).
final class ImplicitRowMethod<Scalar: LaneScalar>: RowMethod {
    private let state: RowState<Scalar>
    let tableau: ImplicitTableau
    private let rows: SparseRows<Scalar>
    private let predictor: SparseRows<Scalar>
    private let error: SparseRows<Scalar>
    private let dense: SparseRows<Scalar>
    private let stages: LaneBuffer<Scalar>
    private let scratch: LaneBuffer<Scalar>
    private let jacobian: LaneBuffer<Scalar>
    private let lu: DenseLU<Scalar>
    private var factoredStep = 0.0
    private var hasJacobian = false
    /// Whether the Jacobian is that at the present state.
    private var isCurrent = false
    /// Whether the derivative at the present state is a stage's, from the iteration.
    private var isApproximate = false
    private var worstRate = 0.0

    /// A step of given size cannot be shortened where the iteration is slow, so that it may take longer.
    private let mostIterations: Int
    /// Iterates are that much nearer than the tolerance.
    private let closeness = 0.01

    init(_ state: RowState<Scalar>, _ tableau: ImplicitTableau, fixed: Bool) {
        self.tableau = tableau
        mostIterations = fixed ? 50 : 8
        rows = SparseRows(tableau.a, nodes: tableau.c)
        predictor = SparseRows(tableau.predictor)
        error = SparseRows([tableau.error])
        dense = SparseRows(tableau.dense)
        let n = state.features
        stages = LaneBuffer(count: tableau.stages * n)
        scratch = LaneBuffer(count: 4 * n)
        jacobian = LaneBuffer(count: n * n)
        lu = DenseLU(n)
        self.state = state
    }

    var errorPower: Int { tableau.embeddedOrder + 1 }

    func restart() {
        isApproximate = false
        hasJacobian = false
        isCurrent = false
    }

    func stepWasAccepted(_ h: Double) {
        isCurrent = false
        isApproximate = true
        if worstRate > 0.02 { hasJacobian = false }
    }

    /// A small gain is not worth factoring the matrix again.
    func adjusted(_ factor: Double) -> Double { hasJacobian && factor >= 1 && factor < 1.2 ? 1 : factor }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func attempt(_ h: Double) -> StepAttempt {
        let n = state.features
        state.needDerivative()
        while true {
            if !hasJacobian {
                // Differences need the derivative to the last bit; the last stage's is as near as its iteration went.
                if isApproximate { state.field.evaluate(state.time, state.y, state.f) }
                isApproximate = false
                state.field.jacobian(state.time, state.y, state.f, jacobian.pointer)
                state.statistics.jacobians += 1
                hasJacobian = true
                isCurrent = true
                factoredStep = 0
            }
            stages.pointer.update(from: state.f, count: n)
            if solveStages(h) { break }
            // With a Jacobian of an earlier state it may only be out of date.
            if isCurrent { return .diverged }
            hasJacobian = false
        }
        let last = rows.count - 1
        state.f1.update(from: stages.pointer + last * n, count: n)
        state.hasNewDerivative = true
        let estimate = scratch.pointer
        error[0].combine(base: nil, Scalar(h), stages.pointer, n, estimate)
        return .error(state.norm(estimate))
    }

    @inline(__always)
    private func solveStages(_ h: Double) -> Bool {
        let n = state.features
        if factoredStep != h {
            let weight = Scalar(h * tableau.diagonal)
            let matrix = lu.matrix
            for index in 0..<n * n { matrix[index] = -weight * jacobian.pointer[index] }
            for index in 0..<n { matrix[index * (n + 1)] += 1 }
            state.statistics.factorizations += 1
            factoredStep = 0
            guard lu.factor() else { return false }
            factoredStep = h
        }
        worstRate = 0
        for stage in 1..<rows.count {
            guard solve(stage, h) else { return false }
        }
        return true
    }

    @inline(__always)
    private func solve(_ stage: Int, _ h: Double) -> Bool {
        let n = state.features
        let base = scratch.pointer
        let value = base + n
        let change = value + n
        let k = stages.pointer
        let u = stage == rows.count - 1 ? state.y1 : change + n
        let size = Scalar(h)
        let weight = Scalar(h * tableau.diagonal)
        rows[stage].combine(base: state.y, size, k, n, base)
        predictor[stage].combine(base: base, weight, k, n, u)
        let time = state.time + rows.node(stage) * h
        var previous = 0.0
        // Nothing is known of the rate before the second iterate.
        var rate = 1.0
        for iteration in 0..<mostIterations {
            state.field.evaluate(time, u, value)
            for feature in 0..<n { change[feature] = base[feature] + weight * value[feature] - u[feature] }
            lu.solve(change)
            var sum: Scalar = 0
            for feature in 0..<n {
                u[feature] += change[feature]
                let ratio = change[feature] / (state.absolute + state.relative * abs(state.y[feature]))
                sum += ratio * ratio
            }
            let size = Double((sum / Scalar(n)).squareRoot())
            guard size.isFinite else { return false }
            if iteration > 0, previous > 0 {
                let seen = size / previous
                if seen >= 1, size > closeness { return false }
                rate = seen < 1 ? seen / (1 - seen) : 1
                worstRate = Swift.max(worstRate, seen)
            }
            if size == 0 || rate * size < closeness {
                let inverse = 1 / weight
                for feature in 0..<n { k[stage * n + feature] = (u[feature] - base[feature]) * inverse }
                return true
            }
            previous = size
        }
        return false
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func makePolynomial(_ h: Double) {
        let n = state.features
        state.polynomial.begin(at: state.time, step: h, from: state.y, powers: dense.count)
        for power in 0..<dense.count {
            dense[power].combine(base: nil, Scalar(h), stages.pointer, n, state.polynomial.coefficients + power * n)
        }
    }

    func record(_ h: Double) -> RecordedStep<Scalar>? {
        RecordedStep(
            tableau: .implicit(tableau), time: state.time, step: h,
            start: Array(UnsafeBufferPointer(start: state.y, count: state.features)),
            stages: Array(UnsafeBufferPointer(start: stages.pointer, count: tableau.stages * state.features)))
    }
}
