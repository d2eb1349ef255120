import DifferentialEquations
import Testing

/// The four kinds of gradient against each other and against central differences.
@Suite struct GradientMethodTests {
    static let kinds: [GradientMethod] = [
        .discrete, .checkpointed(bytes: 20_000), .continuous(), .interpolating(),
    ]
    /// Times that differ from the start and from each other, so that they may be moved; forward and backward in time.
    private let times: [[Double]] = [[0.3, 0.35, 1.2], [0.1, 2.5], [-0.4, -1.5], [], [2.25]]
    private let starts = [0, 0.05, 0.1, 0, 1]

    private func expectNear(
        _ found: AdjointProblem.Gradients, _ expected: AdjointProblem.Gradients, _ tolerance: Double
    ) {
        #expect(AdjointProblem.distance(found.parameters, expected.parameters) < tolerance)
        #expect(AdjointProblem.distance(found.initial, expected.initial) < tolerance)
        #expect(AdjointProblem.distance(found.starts, expected.starts) < tolerance)
        #expect(AdjointProblem.distance(found.times.dropLast(), expected.times.dropLast()) < tolerance)
    }

    @Test(arguments: kinds, [false, true]) func equalsDifferences(kind: GradientMethod, dependsOnTime: Bool) throws {
        // Steps of one size make a smooth function of the loss, and are short enough for its error to be below 1e-12.
        let problem = AdjointProblem(
            method: .dop853, control: .fixed(0.06), dependsOnTime: dependsOnTime, times: times, starts: starts)
        expectNear(try problem.gradients(kind), try problem.differences(), 1e-9)
    }

    @Test(arguments: [ExplicitMethod.dopri5, .tsit5, .dop853], [false, true])
    func agreeAtTightTolerance(method: ExplicitMethod, dependsOnTime: Bool) throws {
        let problem = AdjointProblem(
            method: method, control: .adaptive(relative: 1e-12, absolute: 1e-12), dependsOnTime: dependsOnTime,
            times: times, starts: starts)
        let discrete = try problem.gradients(.discrete)
        for kind in Self.kinds.dropFirst() { expectNear(try problem.gradients(kind), discrete, 1e-9) }
    }

    @Test(arguments: [GradientMethod.continuous(), .interpolating()], [ExplicitMethod.dopri5, .dop853])
    func theDistanceShrinksWithTheTolerance(kind: GradientMethod, method: ExplicitMethod) throws {
        var distances: [Double] = []
        for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
            let problem = AdjointProblem(
                method: method, control: .adaptive(relative: tolerance, absolute: tolerance), times: times,
                starts: starts)
            let found = try problem.gradients(kind)
            let discrete = try problem.discrete()
            distances.append(
                max(
                    AdjointProblem.distance(found.parameters, discrete.parameters),
                    AdjointProblem.distance(found.initial, discrete.initial)))
        }
        for (loose, tight) in zip(distances, distances.dropFirst()) { #expect(tight < loose / 5, "\(distances)") }
    }

    @Test(arguments: [false, true]) func theBackwardSolveHasItsOwnTolerance(isInterpolating: Bool) throws {
        func kind(_ tolerance: AdjointTolerance?) -> GradientMethod {
            isInterpolating ? .interpolating(tolerance) : .continuous(tolerance)
        }
        let problem = AdjointProblem(
            method: .dopri5, control: .adaptive(relative: 1e-10, absolute: 1e-10), times: times, starts: starts)
        let discrete = try problem.discrete()
        func measure(_ tolerance: AdjointTolerance?) throws -> (distance: Double, evaluations: Int) {
            let solver = DifferentiableSolver<Double>(
                field: problem.field, method: .dormandPrince54, control: problem.control, gradient: kind(tolerance),
                capacity: problem.rows)
            let found = try problem.gradients(solver)
            return (
                AdjointProblem.distance(found.parameters, discrete.parameters), solver.backwardEvaluations
            )
        }
        let same = try measure(nil)
        let given = try measure(AdjointTolerance(relative: 1e-10, absolute: 1e-10))
        let loose = try measure(AdjointTolerance(relative: 1e-4, absolute: 1e-4))
        // A tolerance that is given holds for the cotangent of a step over outputs too, which otherwise is judged less strictly.
        #expect(isInterpolating ? given == same : given.distance <= 1.01 * same.distance)
        #expect(loose.evaluations < same.evaluations / 2)
        #expect(loose.distance > 10 * same.distance && loose.distance < 1e-2)
    }

    /// A hundred steps and ten thousand: only the kinds that record them take more memory for more, and a checkpointed
    /// pullback no more than its budget.
    @Test(arguments: kinds) func memoryGrowsAsItIsSaidTo(kind: GradientMethod) throws {
        func peak(_ steps: Int) throws -> Int {
            let problem = AdjointProblem(
                method: .euler, control: .fixed(1 / Double(steps)), times: [[1], [0.5, 0.9]], starts: [0, 0])
            let solver = DifferentiableSolver<Double>(
                field: problem.field, method: .euler, control: problem.control, gradient: kind, capacity: problem.rows)
            let before = solver.peakBytes
            _ = try problem.gradients(solver)
            #expect((solver.solver.statistics.first?.accepted ?? 0) >= steps)
            if case .checkpointed(let budget) = kind { #expect(solver.peakBytes - before <= budget) }
            return solver.peakBytes
        }
        let ratio = Double(try peak(10_000)) / Double(try peak(100))
        switch kind {
        case .continuous: #expect(ratio <= 1.05)
        case .checkpointed: #expect(ratio < 2)
        case .discrete, .interpolating: #expect(ratio > 10)
        }
    }
}
