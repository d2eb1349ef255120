import Lanes

extension DifferentialEquation {
    /// Solves, and keeps what it takes to pull cotangents back; parameters as those of `solve`.
    ///
    /// - Parameters:
    ///   - times: output times, in order from start to end.
    ///   - gradient: how the pullback is had. `.discrete` and `.checkpointed` need a Runge–Kutta method.
    ///   - adjoint: method and norm of the way back of the other kinds.
    public func solveDifferentiably(
        _ initial: [Scalar], from start: Double, to end: Double, method: SolverMethod = .tsit5, control: StepControl,
        options: SolverOptions = .endingAtEnd, times: [Double] = [], events: [Event<Scalar>] = [],
        gradient: GradientMethod = .discrete, adjoint: AdjointSettings = AdjointSettings()
    ) throws(SolverError) -> DifferentiableTrajectory<Scalar> {
        if gradient.isDiscrete {
            switch method.kind {
            case .explicit, .implicit: break
            case .rosenbrock, .adams, .automatic: throw .noDiscreteGradient(method: method.rawValue)
            }
        }
        let integrator = try RowIntegrator(makeField(), method, control, options, events: events, from: start, to: end)
        let tape = RowTape<Scalar>(
            features: features, direction: end < start ? -1 : 1, keepsPath: gradient.readsPath)
        tape.begin(at: start, initial)
        integrator.recordsSteps = gradient == .discrete
        integrator.observer = { polynomial, recorded, from, to in
            tape.add(polynomial, recorded, from: from, to: to)
        }
        integrator.restarted = { time, state in tape.begin(at: time, state) }
        let trajectory = try integrator.run(initial: initial, output: .times(times))
        return DifferentiableTrajectory(
            trajectory: trajectory, equation: self, tape: tape, initial: initial, start: start, method: method,
            control: control, options: options, events: events, gradient: gradient, adjoint: adjoint)
    }
}

/// A row's solution that can be pulled back.
public struct DifferentiableTrajectory<Scalar: LaneScalar> {
    /// The solution.
    public let trajectory: Trajectory<Scalar>
    let equation: DifferentialEquation<Scalar>
    let tape: RowTape<Scalar>
    let initial: [Scalar]
    let start: Double
    let method: SolverMethod
    let control: StepControl
    let options: SolverOptions
    let events: [Event<Scalar>]
    let gradient: GradientMethod
    let adjoint: AdjointSettings

    private func makeAdjoint(_ field: RowField<Scalar>) throws(SolverError) -> RowAdjoint<Scalar> {
        switch gradient {
        case .discrete: return DiscreteRowAdjoint(field: field, tape: tape, states: StepStates(tape))
        case .checkpointed(let bytes):
            let replay = try RowIntegrator(field, method, control, options, events: [], from: start, to: start)
            return DiscreteRowAdjoint(
                field: field, tape: tape,
                states: StepStates(tape, replay: replay.state, replay.method, bytes: bytes))
        case .continuous, .interpolating:
            return ContinuousRowAdjoint(
                field: field, tape: tape, readsPath: gradient.readsPath, method: adjoint.method ?? method,
                control: gradient.control(after: control), options: options, norm: adjoint.norm)
        }
    }

    /// The cotangents of initial state, parameters and times, given those of the solution's parts.
    ///
    /// An event's time t* follows from g(t*, y(t*)) = 0, so that dt* = −(∂g/∂y · dy) / (∂g/∂t + ∂g/∂y · f) (Chen, Amos,
    /// Nickel 2021); a change of the state there is pulled back with it.
    ///
    /// - Complexity: about that of the solve, times two to four for the discrete kinds.
    public func pullBack(_ cotangent: SolutionCotangent<Scalar>) throws(SolverError) -> SolutionGradient<Scalar> {
        let n = equation.features
        let field = equation.makeField()
        let way = try makeAdjoint(field)
        func derivative(_ t: Double, _ y: [Scalar]) -> [Scalar] {
            var result = y
            field.evaluate(t, y, &result)
            return result
        }
        func dot(_ a: [Scalar], _ b: [Scalar]) -> Scalar { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        var result = SolutionGradient<Scalar>(
            initial: [], parameters: [], outputTimes: Array(repeating: 0, count: trajectory.times.count))
        precondition(
            cotangent.states.isEmpty || cotangent.states.count == trajectory.states.count,
            "\(cotangent.states.count) cotangents for \(trajectory.states.count) states")
        var segment = tape.segments.count - 1
        way.enter(segment)
        var output = trajectory.times.count - 1
        var event = trajectory.events.count - 1
        let direction = tape.direction
        if !cotangent.endState.isEmpty, !trajectory.wasEnded {
            result.endTime = dot(cotangent.endState, derivative(trajectory.endTime, trajectory.endState))
            try way.add(cotangent.endState, at: trajectory.endTime, state: trajectory.endState)
        }
        func addOutputs(downTo time: Double) throws(SolverError) {
            while output >= 0, direction * (trajectory.times[output] - time) >= 0 {
                if !cotangent.states.isEmpty {
                    let wanted = cotangent.states[output]
                    let state = trajectory.states[output]
                    result.outputTimes[output] = dot(wanted, derivative(trajectory.times[output], state))
                    try way.add(wanted, at: trajectory.times[output], state: state)
                }
                output -= 1
            }
        }
        while event >= 0 {
            let met = trajectory.events[event]
            var first = event
            while first > 0, trajectory.events[first - 1].time == met.time { first -= 1 }
            let group = first...event
            let changes = group.contains { events[trajectory.events[$0].event].change != nil }
            // Outputs after the event; those at its very time belong before a change.
            while output >= 0, direction * (trajectory.times[output] - met.time) > 0 {
                try addOutputs(downTo: trajectory.times[output])
            }
            var stateBar = [Scalar](repeating: 0, count: n)
            var timeBar: Scalar = 0
            let rate = derivative(met.time, met.state)
            let isEnd = trajectory.wasEnded && met.time == trajectory.endTime
            if changes {
                var after = [Scalar](repeating: 0, count: n)
                if isEnd {
                    if !cotangent.endState.isEmpty { after = cotangent.endState }
                } else {
                    after = try way.leave()
                    segment -= 1
                    way.enter(segment)
                    timeBar -= dot(after, derivative(met.time, met.stateAfter))
                }
                let changed = pullBackChanges(group, met, after)
                stateBar = changed.state
                timeBar += changed.time
            } else if isEnd, !cotangent.endState.isEmpty {
                stateBar = cotangent.endState
            }
            for index in group {
                if index < cotangent.eventStates.count {
                    for feature in 0..<n { stateBar[feature] += cotangent.eventStates[index][feature] }
                }
                if index < cotangent.eventTimes.count { timeBar += cotangent.eventTimes[index] }
            }
            let total = timeBar + dot(stateBar, rate)
            if total != 0 {
                let slope = conditionSlope(met)
                let weight = -total / (slope.time + dot(slope.state, rate))
                for feature in 0..<n { stateBar[feature] += weight * slope.state[feature] }
            }
            try way.add(stateBar, at: met.time, state: met.state)
            event = first - 1
        }
        try addOutputs(downTo: start)
        result.initial = try way.leave()
        result.startTime = -dot(result.initial, derivative(start, initial))
        result.parameters = (0..<field.parameterCount).map { way.parameters.pointer[$0] }
        result.statistics = way.statistics
        result.statistics.evaluations = field.evaluations
        return result
    }
}
