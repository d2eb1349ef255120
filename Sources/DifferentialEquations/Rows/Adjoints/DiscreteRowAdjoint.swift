import Lanes

/// The discrete adjoint of a row: exact for the steps taken, their sizes held constant.
///
/// With y₁ = y₀ + h Σ bⱼ kⱼ, kⱼ = f(uⱼ), uⱼ = y₀ + h Σ aⱼᵢ kᵢ: stages in reverse, ūⱼ = f'(uⱼ)ᵀ w, k̄ᵢ += h aⱼᵢ ūⱼ, ȳ₀ += ūⱼ.
/// For an explicit stage w = k̄ⱼ; for an implicit one with γ on the diagonal, (I − hγ f'(uⱼ))ᵀ w = k̄ⱼ.
final class DiscreteRowAdjoint<Scalar: LaneScalar>: RowAdjoint {
    let parameters: LaneBuffer<Scalar>
    private(set) var statistics = RowStatistics()
    private let field: any DifferentiableRowField<Scalar>
    private let tape: RowTape<Scalar>
    private let states: StepStates<Scalar>
    private var segment = 0
    /// The step in which the cotangents stand that are not yet pulled back.
    private var step = 0
    /// Of the state at the end of that step.
    private var atEnd: [Scalar]
    private var hasEnd = false
    /// Of states within it, with their θ.
    private var within: [(theta: Double, cotangent: [Scalar])] = []
    private lazy var lu = DenseLU<Scalar>(field.features)

    init(field: any DifferentiableRowField<Scalar>, tape: RowTape<Scalar>, states: StepStates<Scalar>) {
        self.states = states
        atEnd = Array(repeating: 0, count: field.features)
        self.field = field
        self.tape = tape
        parameters = LaneBuffer(count: max(field.parameterCount, 1))
    }

    func enter(_ index: Int) {
        segment = index
        step = tape.segments[index].steps.count - 1
        atEnd = Array(repeating: 0, count: field.features)
        hasEnd = false
        within = []
    }

    func add(_ cotangent: [Scalar], at time: Double, state: [Scalar]) throws(SolverError) {
        let steps = tape.segments[segment].steps
        while step > 0, (steps[step].time - time) * tape.direction >= 0 { try pullStep() }
        guard step >= 0 else {
            for feature in cotangent.indices { atEnd[feature] += cotangent[feature] }
            return
        }
        within.append((theta: (time - steps[step].time) / steps[step].step, cotangent: cotangent))
    }

    func leave() throws(SolverError) -> [Scalar] {
        while step >= 0 { try pullStep() }
        return atEnd
    }

    /// Pulls the cotangents within the step back to its start, the end of the step before.
    private func pullStep() throws(SolverError) {
        let n = field.features
        let recorded = try states.recorded(segment: segment, step: step)
        let h = Scalar(recorded.step)
        let stages = recorded.rows.count
        let k = try stageDerivatives(recorded)
        var start = [Scalar](repeating: 0, count: n)
        var kBar = [[Scalar]](repeating: start, count: stages + recorded.denseRows.count)
        if hasEnd {
            for (stage, weight) in recorded.b.enumerated() where weight != 0 {
                for feature in 0..<n { kBar[stage][feature] += h * Scalar(weight) * atEnd[feature] }
            }
            for feature in 0..<n { start[feature] += atEnd[feature] }
        }
        for (theta, cotangent) in within {
            for (stage, weight) in recorded.denseWeights(at: theta).enumerated() where weight != 0 {
                for feature in 0..<n { kBar[stage][feature] += h * Scalar(weight) * cotangent[feature] }
            }
            for feature in 0..<n { start[feature] += cotangent[feature] }
        }
        for stage in (0..<kBar.count).reversed() {
            guard kBar[stage].contains(where: { $0 != 0 }) else { continue }
            let row = stage < stages ? recorded.rows[stage] : recorded.denseRows[stage - stages]
            let node = stage < stages ? recorded.nodes[stage] : recorded.denseNodes[stage - stages]
            let time = recorded.time + node * recorded.step
            var point = recorded.start
            for (index, weight) in row.enumerated() where weight != 0 {
                for feature in 0..<n { point[feature] += h * Scalar(weight) * k[index][feature] }
            }
            let diagonal = stage < stages ? recorded.diagonal(stage) : 0
            var w = kBar[stage]
            if diagonal != 0 {
                for feature in 0..<n { point[feature] += h * Scalar(diagonal) * k[stage][feature] }
                try solveTransposed(&w, time, point, h * Scalar(diagonal))
            }
            var uBar = [Scalar](repeating: 0, count: n)
            field.pullBack(time, point, cotangent: w, state: &uBar, parameters: parameters.pointer, weight: 1)
            for (index, weight) in row.enumerated() where weight != 0 {
                for feature in 0..<n { kBar[index][feature] += h * Scalar(weight) * uBar[feature] }
            }
            for feature in 0..<n { start[feature] += uBar[feature] }
        }
        statistics.accepted += 1
        atEnd = start
        hasEnd = true
        within = []
        step -= 1
    }

    /// The stages' derivatives, computed again where they were not kept.
    private func stageDerivatives(_ recorded: RecordedStep<Scalar>) throws(SolverError) -> [[Scalar]] {
        let n = field.features
        var k: [[Scalar]] = []
        if !recorded.stages.isEmpty {
            return recorded.rows.indices.map { Array(recorded.stages[$0 * n..<($0 + 1) * n]) }
        }
        let h = Scalar(recorded.step)
        let isDenseWanted = !within.isEmpty
        let rows = recorded.rows + (isDenseWanted ? recorded.denseRows : [])
        let nodes = recorded.nodes + (isDenseWanted ? recorded.denseNodes : [])
        for (row, node) in zip(rows, nodes) {
            var point = recorded.start
            for (index, weight) in row.enumerated() where weight != 0 {
                for feature in 0..<n { point[feature] += h * Scalar(weight) * k[index][feature] }
            }
            var derivative = point
            field.evaluate(recorded.time + node * recorded.step, point, &derivative)
            k.append(derivative)
        }
        return k
    }

    private func solveTransposed(
        _ w: inout [Scalar], _ time: Double, _ point: [Scalar], _ weight: Scalar
    ) throws(SolverError) {
        let n = field.features
        var derivative = point
        field.evaluate(time, point, &derivative)
        field.exactJacobian(time, point, derivative, lu.matrix)
        for index in 0..<n * n { lu.matrix[index] = -weight * lu.matrix[index] }
        for index in 0..<n { lu.matrix[index * (n + 1)] += 1 }
        guard lu.factor() else {
            throw .nonFinite(row: 0, time: time, step: Double(weight), statistics: statistics)
        }
        w.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { lu.solveTransposed(base) } }
    }
}
