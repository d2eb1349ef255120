import Differentiation
import Lanes

extension DifferentialEquation {
    /// Solves and records the solution for `pullBack`; parameters as those of `solve`.
    ///
    /// - Parameters:
    ///   - initial: state at the start, `(features)`.
    ///   - start: the time of `initial`.
    ///   - end: the time at which to end, before or after `start`.
    ///   - method: of the forward solve.
    ///   - control: tolerances, or a fixed step.
    ///   - options: bounds on the work.
    ///   - times: output times, in order from start to end.
    ///   - crossings: zero crossings to be located.
    ///   - gradient: how gradients are computed; `.discrete` and `.checkpointed` need a Runge–Kutta method.
    ///   - adjointMethod: of the backward solve of the other kinds; `nil` for `method`.
    ///   - adjointNorm: which components the error test of that solve sees.
    public func solveDifferentiably(
        _ initial: [Scalar], from start: Double, to end: Double, method: SolverMethod = .tsit5,
        control: StepControl = .standard,
        options: SolverOptions = .endingAtEnd, times: [Double] = [], crossings: [ZeroCrossing<Scalar>] = [],
        gradient: GradientMethod = .discrete, adjointMethod: SolverMethod? = nil, adjointNorm: AdjointNorm = .seminorm
    ) throws(SolverError) -> DifferentiableSolution<Scalar> {
        if gradient.isDiscrete {
            switch method.kind {
            case .explicit, .implicit: break
            case .rosenbrock, .adams, .automatic: throw .noDiscreteGradient(method: method.rawValue)
            }
        }
        let integrator = try RowIntegrator(
            makeField(), method, control, options, crossings: crossings, from: start, to: end)
        let tape = RowTape<Scalar>(
            features: features, direction: end < start ? -1 : 1, keepsPath: gradient.readsPath)
        tape.begin(at: start, initial)
        integrator.recordsSteps = gradient == .discrete
        integrator.observer = { polynomial, recorded, from, to in
            tape.add(polynomial, recorded, from: from, to: to)
        }
        integrator.restarted = { time, state in tape.begin(at: time, state) }
        let solution = try integrator.run(initial: initial, output: .times(times))
        return DifferentiableSolution(
            solution: solution, equation: self, tape: tape, initial: initial, start: start, method: method,
            control: control, options: options, crossings: crossings, gradient: gradient,
            adjointMethod: adjointMethod ?? method, adjointNorm: adjointNorm)
    }
}

/// A row's solution that can be pulled back.
public struct DifferentiableSolution<Scalar: LaneScalar> {
    /// The solution.
    public let solution: Solution<Scalar>
    let equation: DifferentialEquation<Scalar>
    let tape: RowTape<Scalar>
    let initial: [Scalar]
    let start: Double
    let method: SolverMethod
    let control: StepControl
    let options: SolverOptions
    let crossings: [ZeroCrossing<Scalar>]
    let gradient: GradientMethod
    let adjointMethod: SolverMethod
    let adjointNorm: AdjointNorm

    private func makeAdjoint(_ field: any DifferentiableRowField<Scalar>) throws(SolverError) -> any RowAdjoint<Scalar>
    {
        switch gradient {
        case .discrete: return DiscreteRowAdjoint(field: field, tape: tape, states: StepStates(tape))
        case .checkpointed(let bytes):
            let replay = try RowIntegrator(field, method, control, options, crossings: [], from: start, to: start)
            return DiscreteRowAdjoint(
                field: field, tape: tape,
                states: StepStates(tape, replay: replay.state, replay.method, bytes: bytes))
        case .continuous, .interpolating:
            return ContinuousRowAdjoint(
                field: field, tape: tape, readsPath: gradient.readsPath, method: adjointMethod,
                control: gradient.control(after: control), options: options, norm: adjointNorm)
        }
    }

    /// The gradient by initial state, parameters and times, given the cotangents of the solution's parts.
    ///
    /// A crossing's time t* follows from g(t*, y(t*)) = 0, so that dt* = −(∂g/∂y · dy) / (∂g/∂t + ∂g/∂y · f) (Chen, Amos,
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
            initial: [], parameters: [], outputTimes: Array(repeating: 0, count: solution.times.count))
        requireThat(
            cotangent.states.isEmpty || cotangent.states.count == solution.states.count,
            "\(cotangent.states.count) cotangents for \(solution.states.count) states")
        var segment = tape.segments.count - 1
        way.enter(segment)
        var output = solution.times.count - 1
        var crossing = solution.crossings.count - 1
        let direction = tape.direction
        if !cotangent.endState.isEmpty, !solution.wasEnded {
            result.endTime = dot(cotangent.endState, derivative(solution.endTime, solution.endState))
            try way.add(cotangent.endState, at: solution.endTime, state: solution.endState)
        }
        func addOutputs(downTo time: Double) throws(SolverError) {
            while output >= 0, direction * (solution.times[output] - time) >= 0 {
                if !cotangent.states.isEmpty {
                    let wanted = cotangent.states[output]
                    let state = solution.states[output]
                    result.outputTimes[output] = dot(wanted, derivative(solution.times[output], state))
                    try way.add(wanted, at: solution.times[output], state: state)
                }
                output -= 1
            }
        }
        while crossing >= 0 {
            let met = solution.crossings[crossing]
            var first = crossing
            while first > 0, solution.crossings[first - 1].time == met.time { first -= 1 }
            let group = first...crossing
            let changes = group.contains { crossings[solution.crossings[$0].crossing].change != nil }
            // Outputs after the crossing; those at its very time belong before a change.
            while output >= 0, direction * (solution.times[output] - met.time) > 0 {
                try addOutputs(downTo: solution.times[output])
            }
            var stateBar = [Scalar](repeating: 0, count: n)
            var timeBar: Scalar = 0
            let rate = derivative(met.time, met.state)
            let isEnd = solution.wasEnded && met.time == solution.endTime
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
                if index < cotangent.crossingStates.count {
                    for feature in 0..<n { stateBar[feature] += cotangent.crossingStates[index][feature] }
                }
                if index < cotangent.crossingTimes.count { timeBar += cotangent.crossingTimes[index] }
            }
            let total = timeBar + dot(stateBar, rate)
            if total != 0 {
                let slope = conditionSlope(met)
                let weight = -total / (slope.time + dot(slope.state, rate))
                for feature in 0..<n { stateBar[feature] += weight * slope.state[feature] }
            }
            try way.add(stateBar, at: met.time, state: met.state)
            crossing = first - 1
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
