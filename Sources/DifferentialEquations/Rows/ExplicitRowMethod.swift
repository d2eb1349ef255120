import Lanes

/// Steps of an explicit Runge–Kutta method.
final class ExplicitRowMethod<Scalar: LaneScalar>: RowMethod {
    private let state: RowState<Scalar>
    let tableau: Tableau
    private let rows: SparseRows<Scalar>
    private let denseStages: SparseRows<Scalar>
    private let dense: SparseRows<Scalar>
    /// The error estimates, where there are any: that of the embedded solution, and a rougher one.
    private let errors: SparseRows<Scalar>
    /// Derivatives, `(stages)(features)`.
    private let stages: LaneBuffer<Scalar>
    private let scratch: LaneBuffer<Scalar>
    private let isStiffnessVisible: Bool

    /// The dominant eigenvalue times the step, as the last two stages see it (Hairer, Wanner 1996, section IV.2), in the
    /// scale of the tolerances; 0 where the method's last two stages do not share a time.
    private(set) var stiffness = 0.0

    init(_ state: RowState<Scalar>, _ tableau: Tableau) {
        self.tableau = tableau
        rows = SparseRows(tableau.a, nodes: tableau.c)
        errors = SparseRows([tableau.error, tableau.secondError].filter { !$0.isEmpty })
        denseStages = SparseRows(tableau.denseStages, nodes: tableau.denseNodes)
        dense = SparseRows(tableau.densePowers)
        stages = LaneBuffer(count: tableau.allStages * state.features)
        scratch = LaneBuffer(count: 2 * state.features)
        isStiffnessVisible = tableau.stages > 2 && tableau.c[tableau.stages - 2] == 1
        self.state = state
    }

    var errorPower: Int { tableau.errorPower }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func attempt(_ h: Double) -> StepAttempt {
        let n = state.features
        let k = stages.pointer
        let u = scratch.pointer
        let size = Scalar(h)
        state.needDerivative()
        k.update(from: state.f, count: n)
        let last = rows.count - 1
        for stage in 1..<last {
            rows[stage].combine(base: state.y, size, k, n, u)
            state.field.evaluate(state.time + rows.node(stage) * h, u, k + stage * n)
        }
        rows[last].combine(base: state.y, size, k, n, state.y1)
        state.field.evaluate(state.time + h, state.y1, k + last * n)
        state.f1.update(from: k + last * n, count: n)
        state.hasNewDerivative = true
        if isStiffnessVisible {
            var slope: Scalar = 0
            var distance: Scalar = 0
            for feature in 0..<n {
                let scale = 1 / (state.absolute + state.relative * abs(state.y[feature]))
                let dk = scale * (k[last * n + feature] - k[(last - 1) * n + feature])
                let du = scale * (state.y1[feature] - u[feature])
                slope += dk * dk
                distance += du * du
            }
            stiffness = distance > 0 ? abs(h) * Double((slope / distance).squareRoot()) : 0
        }
        guard errors.count > 0 else {
            for feature in 0..<n where !state.y1[feature].isFinite { return .error(.nan) }
            return .error(0)
        }
        errors[0].combine(base: nil, size, k, n, u)
        let estimate = state.norm(u)
        guard errors.count > 1, estimate > 0 else { return .error(estimate) }
        errors[1].combine(base: nil, size, k, n, u)
        let rough = state.norm(u)
        return .error(StepController.combine(estimate, rough))
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func makePolynomial(_ h: Double) {
        let n = state.features
        for index in 0..<denseStages.count {
            denseStages[index].combine(base: state.y, Scalar(h), stages.pointer, n, scratch.pointer)
            let target = stages.pointer + (rows.count + index) * n
            state.field.evaluate(state.time + denseStages.node(index) * h, scratch.pointer, target)
        }
        state.polynomial.begin(at: state.time, step: h, from: state.y, powers: dense.count)
        for power in 0..<dense.count {
            dense[power].combine(base: nil, Scalar(h), stages.pointer, n, state.polynomial.coefficients + power * n)
        }
    }

    func record(_ h: Double) -> RecordedStep<Scalar>? {
        RecordedStep(
            tableau: .explicit(tableau), time: state.time, step: h,
            start: Array(UnsafeBufferPointer(start: state.y, count: state.features)), stages: [])
    }
}

extension Tableau {
    /// The dense output's weights by powers of θ, whatever its basis: y(θ) = y₀ + h Σₚ θᵖ⁺¹ Σᵢ w[p][i] kᵢ.
    var densePowers: [[Double]] {
        guard denseBasis != .powers else { return dense }
        var result = [[Double]](repeating: [Double](repeating: 0, count: allStages), count: dense.count)
        // φ in powers of θ from θ¹ on; each next one is the last times θ or times 1 − θ.
        var basis = [1.0]
        for (index, row) in dense.enumerated() {
            for (power, factor) in basis.enumerated() {
                for stage in row.indices { result[power][stage] += factor * row[stage] }
            }
            let atZero = denseBasis.factor(after: index, 0)
            let slope = denseBasis.factor(after: index, 1) - atZero
            var next = [Double](repeating: 0, count: basis.count + 1)
            for (power, factor) in basis.enumerated() {
                next[power] += factor * atZero
                next[power + 1] += factor * slope
            }
            basis = next
        }
        return result
    }
}
