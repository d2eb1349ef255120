import Differentiation
import Lanes

/// The stepping loop of one row: first step, error test, step control, crossings, outputs.
final class RowIntegrator<Scalar: LaneScalar> {
    let state: RowState<Scalar>
    let method: any RowMethod<Scalar>
    let control: StepControl
    let options: SolverOptions
    let crossings: [ZeroCrossing<Scalar>]
    /// Called with the polynomial of every accepted step, or part of a step: its recording and the times it holds for.
    var observer: ((StepPolynomial<Scalar>, RecordedStep<Scalar>?, _ from: Double, _ to: Double) -> Void)?
    /// Called with every state that a zero crossing has set.
    var restarted: ((Double, [Scalar]) -> Void)?
    var recordsSteps = false

    /// Error, factor of the next step and logarithms of the last two accepted errors, in one lane each.
    private let judged = LaneBuffer<Scalar>(count: 4 * LaneBlock.width)
    private var conditions: CrossingSearch<Scalar>
    private let end: Double
    private let direction: Double
    private let relative: Double
    private let absolute: Double

    init(
        _ field: any RowField<Scalar>, _ kind: SolverMethod, _ control: StepControl, _ options: SolverOptions,
        crossings: [ZeroCrossing<Scalar>], from start: Double, to end: Double
    ) throws(SolverError) {
        control.requireValid()
        var isFixed = false
        switch control {
        case .fixed:
            isFixed = true
            relative = Double(Scalar.ulpOfOne) * 1e3
            absolute = Double(Scalar.ulpOfOne) * 1e3
        case .adaptive(let relative, let absolute, _):
            guard kind.estimatesError else { throw .noErrorEstimate(method: kind.rawValue) }
            self.relative = relative
            self.absolute = absolute
        }
        state = RowState(field: field, relative: relative, absolute: absolute)
        method = kind.makeRowMethod(state, fixed: isFixed)
        self.control = control
        self.options = options
        self.crossings = crossings
        self.end = end
        direction = end < start ? -1 : 1
        conditions = CrossingSearch(crossings: crossings, features: field.features)
        state.time = start
    }

    /// Solves from `initial` to the end.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func run(initial: [Scalar], output: SolutionOutput) throws(SolverError) -> Solution<Scalar> {
        let n = state.features
        requireThat(initial.count == n, "an initial state of \(initial.count) features for an equation of \(n)")
        for feature in 0..<n { state.y[feature] = initial[feature] }
        var solution = Solution<Scalar>(endTime: end, endState: initial)
        if output.isDense { solution.path = DensePath(features: n, direction: direction) }
        var writer = OutputWriter(output, start: state.time, end: end, direction: direction, &solution, initial)
        conditions.begin(state.time, state.y)
        guard state.time != end else { return solution }
        var step = try firstStep()
        while true {
            let time = state.time
            // A rest too small to be worth a step of its own is taken along.
            let isLast = direction * (time + step * (1 + 1e-10) - end) >= 0
            let tried = isLast && !options.mayPassEnd ? end - time : step
            guard let factor = try judge(method.attempt(tried), tried, &step) else { continue }
            let next = isLast && !options.mayPassEnd ? end : time + tried
            let stop = isLast ? end : next
            let needsPolynomial =
                isLast || output.isDense || observer != nil || !crossings.isEmpty || writer.wants(upTo: stop)
            if needsPolynomial { method.makePolynomial(tried) }
            let recording = recordsSteps ? method.record(tried) : nil
            let met = meetCrossings(from: time, to: stop, &solution)
            let reached = met?.time ?? stop
            observer?(state.polynomial, recording, time, reached)
            solution.path?.append(state.polynomial, from: time)
            writer.write(&solution, state, upTo: reached, isStepEnd: met == nil && reached == next, step: tried)
            if let met {
                solution.endState = met.after
                solution.wasEnded = met.isTerminal
                if met.isTerminal { solution.endTime = reached }
                guard !met.isTerminal, direction * (end - reached) > 0 else { break }
                try restart(met.after, at: reached, step: tried)
                restarted?(reached, met.after)
                step = abs(tried) * direction
                continue
            }
            if isLast {
                solution.endState = endState(tried)
                break
            }
            method.stepWasAccepted(tried)
            state.advance(to: next)
            step = tried * factor
            try checkStep(step, after: tried, isFinite: true)
        }
        solution.statistics = finalStatistics
        return solution
    }

    /// Records the crossings between two times of the step, up to the first that changes the state or ends the solve.
    private func meetCrossings(
        from start: Double, to stop: Double, _ solution: inout Solution<Scalar>
    ) -> (time: Double, after: [Scalar], isTerminal: Bool)? {
        guard !crossings.isEmpty else { return nil }
        var start = start
        while let met = conditions.find(in: state.polynomial, from: start, to: stop) {
            let after = conditions.record(met, &solution)
            if met.isTerminal || met.changes { return (met.time, after, met.isTerminal) }
            start = met.time
        }
        return nil
    }

    private func endState(_ h: Double) -> [Scalar] {
        if state.time + h == end || !options.mayPassEnd {
            return Array(UnsafeBufferPointer(start: state.y1, count: state.features))
        }
        return state.polynomial.values(at: end)
    }

    /// Goes on from a state that a crossing has set.
    private func restart(_ values: [Scalar], at time: Double, step: Double) throws(SolverError) {
        for feature in values.indices { state.y[feature] = values[feature] }
        state.hasDerivative = false
        state.time = time
        method.restart()
        judged.clear()
        try checkStep(step, after: step, isFinite: true)
    }

    /// The factor of the next step where the step is accepted; else shortens `step` and returns `nil`.
    @inline(__always)
    private func judge(
        _ attempt: StepAttempt, _ tried: Double, _ step: inout Double
    ) throws(SolverError) -> Double? {
        guard case .adaptive(_, _, let settings) = control else {
            guard case .error(let error) = attempt else {
                state.statistics.rejected += 1
                throw .diverged(row: 0, time: state.time, step: tried, statistics: finalStatistics)
            }
            guard error.isFinite else {
                state.statistics.rejected += 1
                throw failure(tried)
            }
            state.statistics.accepted += 1
            return 1
        }
        var factor = StepController<Scalar>.factorAfterDivergence
        var isFinite = true
        if case .error(let error) = attempt {
            let lane = judged.pointer
            let width = LaneBlock.width
            lane[0] = Scalar(error)
            StepController(settings, errorPower: method.errorPower).judge(
                error: lane, factor: lane + width, lastError: lane + 2 * width, errorBefore: lane + 3 * width,
                active: 1, lanes: width)
            factor = Double(lane[width])
            if lane[0] <= 1 {
                state.statistics.accepted += 1
                return method.adjusted(factor)
            }
            isFinite = lane[0].isFinite
        }
        method.stepWasRejected(tried)
        state.statistics.rejected += 1
        step = tried * factor
        try checkStep(step, after: tried, isFinite: isFinite)
        return nil
    }

    private func checkStep(_ step: Double, after tried: Double, isFinite: Bool) throws(SolverError) {
        do throws(SolverError) {
            try options.check(
                Scalar.self, row: 0, time: state.time, tried: tried, next: step, isFinite: isFinite,
                statistics: finalStatistics)
        } catch {
            throw zeroTolerance(error)
        }
    }

    private var finalStatistics: RowStatistics {
        var statistics = state.statistics
        statistics.evaluations = state.field.evaluations
        return statistics
    }

    private func failure(_ step: Double) -> SolverError {
        zeroTolerance(.nonFinite(row: 0, time: state.time, step: step, statistics: finalStatistics))
    }

    /// The same error, or the one that names the tolerance where that is zero for a feature of the state.
    private func zeroTolerance(_ error: SolverError) -> SolverError {
        guard case .nonFinite = error, case .adaptive(_, 0, _) = control,
            let feature = (0..<state.features).first(where: { state.y[$0] == 0 })
        else { return error }
        return .zeroTolerance(row: 0, time: state.time, feature: feature)
    }

    /// The first step, at the cost of one evaluation, which is no later than the end.
    private func firstStep() throws(SolverError) -> Double {
        if case .fixed(let size) = control { return abs(size) * direction }
        state.needDerivative()
        let slope = state.size(state.f)
        let size = state.size(state.y)
        guard size.isFinite, slope.isFinite else { throw failure(0) }
        let trial = min(FirstStep.trial(state: size, slope: slope), abs(end - state.time))
        let step = Scalar(trial * direction)
        for feature in 0..<state.features { state.y1[feature] = state.y[feature] + step * state.f[feature] }
        state.field.evaluate(state.time + trial * direction, state.y1, state.f1)
        for feature in 0..<state.features { state.f1[feature] -= state.f[feature] }
        let first = FirstStep.sizes(
            trials: [trial], slopes: [slope], changes: [state.size(state.f1) / trial], errorPower: method.errorPower)[0]
        // Where the trial step left the field's domain, a much shorter one may not.
        return (first.isNaN ? trial * 1e-3 : first) * direction
    }
}
