import Foundation
import Lanes

/// The stepping loop of one row: first step, error test, step control, events, outputs.
final class RowIntegrator<Scalar: LaneScalar> {
    let state: RowState<Scalar>
    let method: RowMethod<Scalar>
    let control: StepControl
    let options: SolverOptions
    let events: [Event<Scalar>]
    /// Told of every accepted step, or part of a step, whose polynomial is made: its recording and the times it holds for.
    var observer: ((StepPolynomial<Scalar>, RecordedStep<Scalar>?, _ from: Double, _ to: Double) -> Void)?
    /// Told of every state that an event has set.
    var restarted: ((Double, [Scalar]) -> Void)?
    var recordsSteps = false

    private var lastError = 0.0
    private var errorBefore = 0.0
    private var conditions: EventConditions<Scalar>
    private let end: Double
    private let direction: Double
    private let relative: Double
    private let absolute: Double

    init(
        _ field: RowField<Scalar>, _ kind: SolverMethod, _ control: StepControl, _ options: SolverOptions,
        events: [Event<Scalar>], from start: Double, to end: Double
    ) throws(SolverError) {
        var isFixed = false
        switch control {
        case .fixed(let size):
            precondition(size != 0, "a fixed step of zero")
            isFixed = true
            relative = Double(Scalar.ulpOfOne) * 1e3
            absolute = Double(Scalar.ulpOfOne) * 1e3
        case .adaptive(let relative, let absolute, _):
            guard kind.estimatesError else { throw .noErrorEstimate(method: kind.rawValue) }
            precondition(
                relative >= 0 && absolute >= 0 && relative + absolute > 0,
                "tolerances of \(relative) relative and \(absolute) absolute; one must be positive")
            self.relative = relative
            self.absolute = absolute
        }
        state = RowState(field: field, relative: relative, absolute: absolute)
        method = kind.make(state, fixed: isFixed)
        self.control = control
        self.options = options
        self.events = events
        self.end = end
        direction = end < start ? -1 : 1
        conditions = EventConditions(events: events, features: field.features)
        state.time = start
    }

    /// Solves from `initial` to the end.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func run(initial: [Scalar], output: SolutionOutput) throws(SolverError) -> Trajectory<Scalar> {
        let n = state.features
        precondition(initial.count == n, "\(initial.count) of \(n) features")
        for feature in 0..<n { state.y[feature] = initial[feature] }
        var trajectory = Trajectory<Scalar>(endTime: end, endState: initial)
        if output.isDense { trajectory.path = DensePath(features: n, direction: direction) }
        var writer = OutputWriter(output, start: state.time, end: end, direction: direction, &trajectory, initial)
        conditions.begin(state.time, state.y)
        guard state.time != end else { return trajectory }
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
                isLast || output.isDense || observer != nil || !events.isEmpty || writer.wants(upTo: stop)
            if needsPolynomial { method.makePolynomial(tried) }
            let recording = recordsSteps ? method.record(tried) : nil
            let met = meetEvents(from: time, to: stop, &trajectory)
            let reached = met?.time ?? stop
            observer?(state.polynomial, recording, time, reached)
            trajectory.path?.append(state.polynomial, from: time)
            writer.write(&trajectory, state, upTo: reached, isStepEnd: met == nil && reached == next, step: tried)
            if let met {
                trajectory.endState = met.after
                trajectory.wasEnded = met.isTerminal
                if met.isTerminal { trajectory.endTime = reached }
                guard !met.isTerminal, direction * (end - reached) > 0 else { break }
                try restart(met.after, at: reached, step: tried)
                restarted?(reached, met.after)
                step = abs(tried) * direction
                continue
            }
            if isLast {
                trajectory.endState = endState(tried)
                break
            }
            method.stepWasAccepted(tried)
            state.advance(to: next)
            step = tried * factor
            try checkStep(step, isFinite: true)
        }
        trajectory.statistics = finalStatistics
        return trajectory
    }

    /// Records the events between two times of the step, up to the first that changes the state or ends the solve.
    private func meetEvents(
        from start: Double, to stop: Double, _ trajectory: inout Trajectory<Scalar>
    ) -> (time: Double, after: [Scalar], isTerminal: Bool)? {
        guard !events.isEmpty else { return nil }
        var start = start
        while let met = conditions.find(in: state.polynomial, from: start, to: stop) {
            let after = conditions.record(met, &trajectory)
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

    /// Goes on from a state that an event has set.
    private func restart(_ values: [Scalar], at time: Double, step: Double) throws(SolverError) {
        for feature in values.indices { state.y[feature] = values[feature] }
        state.hasDerivative = false
        state.time = time
        method.restart()
        lastError = 0
        errorBefore = 0
        try checkStep(step, isFinite: true)
    }

    /// The factor of the next step where the step counts; else shortens `step` and returns `nil`.
    @inline(__always)
    private func judge(
        _ attempt: RowMethod<Scalar>.Attempt, _ tried: Double, _ step: inout Double
    ) throws(SolverError) -> Double? {
        guard case .adaptive(_, _, let controller) = control else {
            guard case .error(let error) = attempt else {
                state.statistics.rejected += 1
                throw .diverged(row: 0, time: state.time, step: tried, statistics: finalStatistics)
            }
            guard error.isFinite else {
                state.statistics.rejected += 1
                throw failure(tried, isFinite: false)
            }
            state.statistics.accepted += 1
            return 1
        }
        switch attempt {
        case .diverged:
            method.stepWasRejected(tried)
            state.statistics.rejected += 1
            step = tried * 0.25
            try checkStep(step, isFinite: true)
            return nil
        case .error(let error):
            let order = Double(method.errorOrder)
            let b1 = (controller.proportional + controller.integral + controller.derivative) / order
            let logarithm = error > 1e-10 ? log(error) : -23.025850929940457
            if error <= 1 {
                let b2 = -(controller.proportional + 2 * controller.derivative) / order
                let b3 = controller.derivative / order
                let factor = controller.safety * exp(-(b1 * logarithm + b2 * lastError + b3 * errorBefore))
                errorBefore = lastError
                lastError = logarithm
                state.statistics.accepted += 1
                return method.adjusted(
                    min(max(factor, controller.limits.lowerBound), controller.limits.upperBound))
            }
            method.stepWasRejected(tried)
            state.statistics.rejected += 1
            let factor = error.isFinite ? controller.safety * exp(-b1 * logarithm) : controller.limits.lowerBound
            step = tried * min(max(factor, controller.limits.lowerBound), 1)
            try checkStep(step, isFinite: error.isFinite)
            return nil
        }
    }

    private func checkStep(_ step: Double, isFinite: Bool) throws(SolverError) {
        let s = state.statistics
        if s.accepted + s.rejected > options.maximumSteps {
            throw .tooManySteps(row: 0, time: state.time, step: step, statistics: finalStatistics)
        }
        if state.field.evaluations > options.maximumEvaluations {
            throw .tooManyEvaluations(row: 0, time: state.time, step: step, statistics: finalStatistics)
        }
        let isBelow = abs(step) < options.smallestStep
        if state.time + step == state.time || Scalar(step) == 0 || !step.isFinite || isBelow {
            throw failure(step, isFinite: isFinite)
        }
    }

    private var finalStatistics: RowStatistics {
        var statistics = state.statistics
        statistics.evaluations = state.field.evaluations
        return statistics
    }

    private func failure(_ step: Double, isFinite: Bool) -> SolverError {
        isFinite
            ? .stepTooSmall(row: 0, time: state.time, step: step, statistics: finalStatistics)
            : .nonFinite(row: 0, time: state.time, step: step, statistics: finalStatistics)
    }

    /// Hairer, Nørsett, Wanner 1993, section II.4: a step from the sizes of y, y' and, by one more evaluation, y''.
    private func firstStep() throws(SolverError) -> Double {
        if case .fixed(let size) = control { return abs(size) * direction }
        let n = state.features
        state.needDerivative()
        let d0 = state.size(state.y)
        let d1 = state.size(state.f)
        guard d0.isFinite, d1.isFinite else { throw failure(0, isFinite: false) }
        let small = d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : 0.01 * d0 / d1
        let guess = min(small, abs(end - state.time))
        for feature in 0..<n { state.y1[feature] = state.y[feature] + Scalar(guess * direction) * state.f[feature] }
        state.field.evaluate(state.time + guess * direction, state.y1, state.f1)
        for feature in 0..<n { state.f1[feature] -= state.f[feature] }
        let d2 = state.size(state.f1) / guess
        guard d2.isFinite else { return guess * 1e-3 * direction }
        let steepest = max(d1, d2)
        let next =
            steepest <= 1e-15 ? max(1e-6, guess * 1e-3) : pow(0.01 / steepest, 1 / Double(method.errorOrder))
        return min(100 * guess, next) * direction
    }
}
