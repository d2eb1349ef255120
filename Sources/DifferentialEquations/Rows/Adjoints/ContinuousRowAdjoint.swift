import Lanes

/// The continuous adjoint of a row: the adjoint equation solved backward from output to output, where its state jumps.
///
/// Where the parameters' integral is not part of the adjoint's state, −∫ aᵀ ∂f/∂p dt is summed on each step of the way back by
/// Gauss's rule with five points, of order 10, on the dense outputs.
final class ContinuousRowAdjoint<Scalar: LaneScalar>: RowAdjoint {
    let parameters: LaneBuffer<Scalar>
    private(set) var statistics = RowStatistics()
    private let field: any DifferentiableRowField<Scalar>
    private let tape: RowTape<Scalar>
    private let readsPath: Bool
    private let method: SolverMethod
    private let control: StepControl
    private let options: SolverOptions
    private let norm: AdjointNorm
    private var segment = 0
    private var time = 0.0
    private var cotangent: [Scalar]
    private var state: [Scalar]
    private var isCarrying = false

    init(
        field: any DifferentiableRowField<Scalar>, tape: RowTape<Scalar>, readsPath: Bool, method: SolverMethod,
        control: StepControl,
        options: SolverOptions, norm: AdjointNorm
    ) {
        self.readsPath = readsPath
        self.method = method
        self.control = control
        self.norm = norm
        var within = options
        // The field may not be defined before the start, nor the dense output.
        within.mayPassEnd = false
        self.options = within
        cotangent = Array(repeating: 0, count: field.features)
        state = cotangent
        self.field = field
        self.tape = tape
        parameters = LaneBuffer(count: max(field.parameterCount, 1))
    }

    func enter(_ index: Int) {
        segment = index
        time = tape.segments[index].endTime
        cotangent = Array(repeating: 0, count: field.features)
        isCarrying = false
    }

    func add(_ cotangent: [Scalar], at time: Double, state: [Scalar]) throws(SolverError) {
        try carry(to: time)
        for feature in cotangent.indices { self.cotangent[feature] += cotangent[feature] }
        self.state = state
        isCarrying = true
    }

    func leave() throws(SolverError) -> [Scalar] {
        try carry(to: tape.segments[segment].startTime)
        return cotangent
    }

    private func carry(to target: Double) throws(SolverError) {
        defer { time = target }
        guard isCarrying, time != target else { return }
        let n = field.features
        let isFull = norm == .full
        let adjoint = AdjointField(field, path: readsPath ? tape.segments[segment].path : nil, isFull: isFull)
        let integrator = try RowIntegrator(
            adjoint, method, control, options, crossings: [], from: time, to: target)
        if !isFull, field.parameterCount > 0 {
            integrator.observer = { [unowned self] polynomial, _, from, to in
                integrate(adjoint, polynomial, from, to)
            }
        }
        var start = cotangent + (readsPath ? [] : state)
        if isFull { start += [Scalar](repeating: 0, count: field.parameterCount) }
        let path = try integrator.run(initial: start, output: .end)
        cotangent = Array(path.endState.prefix(n))
        if !readsPath { state = Array(path.endState[n..<2 * n]) }
        if isFull {
            let offset = adjoint.features - field.parameterCount
            for index in 0..<field.parameterCount { parameters.pointer[index] += path.endState[offset + index] }
        }
        statistics.accepted += path.statistics.accepted
        statistics.rejected += path.statistics.rejected
        statistics.jacobians += path.statistics.jacobians
        statistics.factorizations += path.statistics.factorizations
        statistics.switches += path.statistics.switches
    }

    private func integrate(
        _ adjoint: AdjointField<Scalar>, _ polynomial: StepPolynomial<Scalar>, _ from: Double, _ to: Double
    ) {
        let values = LaneBuffer<Scalar>(count: adjoint.features + field.features)
        for (node, weight) in gaussLegendre5 {
            let t = from + (to - from) * node
            polynomial.evaluate(at: t, values.pointer)
            let state = adjoint.state(t, values.pointer)
            field.pullBack(
                t, state, cotangent: values.pointer, state: values.pointer + adjoint.features,
                parameters: parameters.pointer, weight: Scalar((from - to) * weight))
        }
    }
}

/// Nodes and weights of Gauss's rule with five points on [0, 1] (Abramowitz, Stegun 1964, 25.4.30).
private let gaussLegendre5: [(node: Double, weight: Double)] = {
    let inner = (5 - 2 * (10.0 / 7).squareRoot()).squareRoot() / 3
    let outer = (5 + 2 * (10.0 / 7).squareRoot()).squareRoot() / 3
    let innerWeight = (322 + 13 * 70.0.squareRoot()) / 900
    let outerWeight = (322 - 13 * 70.0.squareRoot()) / 900
    return [(-outer, outerWeight), (-inner, innerWeight), (0, 128.0 / 225), (inner, innerWeight), (outer, outerWeight)]
        .map { ((1 + $0.0) / 2, $0.1 / 2) }
}()
