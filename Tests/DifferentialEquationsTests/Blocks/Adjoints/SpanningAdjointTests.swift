import DifferentialEquations
import Differentiation
import Foundation
import Lanes
import Testing

/// The continuous adjoint where outputs stand closer than steps: against the discrete one, against steps from output to output,
/// and against closed forms.
@Suite struct SpanningAdjointTests {
    /// Many outputs, unevenly spaced, some at one time, some at the start; forward and backward in time; few and none.
    private let times: [[Double]] = [
        (1...60).map { 0.05 * Double($0) }, (0..<40).map { 2 * (Double($0) / 39) * (Double($0) / 39) },
        [0, 0, 0.02, 0.04, 0.04, 0.04, 0.3, 0.31, 0.32, 2.5, 2.51, 2.52, 2.52], (1...30).map { -0.04 * Double($0) }, [],
        [1.7], [0.4, 0.8],
    ]
    private let starts = [0, 0, 0, 0.1, 0, 0, 0]

    private func problem(
        _ method: ExplicitMethod, _ tolerance: Double, dependsOnTime: Bool = false, field: VectorField? = nil
    ) -> AdjointProblem {
        AdjointProblem(
            method: method, control: .adaptive(relative: tolerance, absolute: tolerance), dependsOnTime: dependsOnTime,
            field: field, times: times, starts: starts)
    }

    private func adjoint(_ problem: AdjointProblem, spansOutputs: Bool, leniency: Double = 100) -> ContinuousAdjoint<
        Double
    > {
        ContinuousAdjoint(
            field: problem.field, method: problem.method.tableau, control: problem.control,
            capacity: problem.solver.capacity, spansOutputs: spansOutputs, leniency: leniency)
    }

    private func distance(_ a: AdjointProblem.Gradients, _ b: AdjointProblem.Gradients) -> Double {
        max(AdjointProblem.distance(a.parameters, b.parameters), AdjointProblem.distance(a.initial, b.initial))
    }

    @Test(arguments: [ExplicitMethod.bosh3, .dopri5, .tsit5, .dop853], [false, true])
    func equalsTheDiscreteAdjoint(method: ExplicitMethod, dependsOnTime: Bool) throws {
        // The error of order 3 is larger at the same tolerance, and a tighter one takes many more steps.
        let isLow = method == .bosh3
        let tolerance = isLow ? 1e-9 : 1e-12
        let problem = problem(method, tolerance, dependsOnTime: dependsOnTime)
        let discrete = try problem.discrete()
        let solver = DifferentiableSolver<Double>(
            field: problem.field, method: method.tableau, control: problem.control, gradient: .continuous(),
            capacity: problem.rows)
        #expect(distance(try problem.gradients(solver), discrete) < (isLow ? 1e-6 : 1e-9))
    }

    @Test(arguments: [ExplicitMethod.dopri5, .tsit5, .dop853]) func equalsStepsFromOutputToOutputForLessWork(
        method: ExplicitMethod
    ) throws {
        let problem = problem(method, 1e-6)
        let exact = try self.problem(.dop853, 1e-12).discrete()
        let spanning = adjoint(problem, spansOutputs: true, leniency: 1)
        let plain = adjoint(problem, spansOutputs: false)
        let steps = (0..<problem.rows).map { _ in 0.3 }
        let errors = try (
            distance(problem.gradients(spanning, firstSteps: steps), exact),
            distance(problem.gradients(plain, firstSteps: steps), exact)
        )
        #expect(errors.0 < 2e-4 && errors.1 < 1e-4, "\(errors)")
        #expect(
            spanning.evaluations < plain.evaluations * 2 / 3, "\(spanning.evaluations) against \(plain.evaluations)")
    }

    @Test func isAboutAsAccurateAsTheDiscreteAdjoint() throws {
        let exact = try problem(.dop853, 1e-13).discrete()
        var logarithm = 0.0
        var count = 0.0
        for method in [ExplicitMethod.bosh3, .dopri5, .tsit5, .dop853] {
            for tolerance in [1e-4, 1e-6, 1e-8] {
                let problem = problem(method, tolerance)
                let ratio =
                    distance(try problem.continuous(), exact) / distance(try problem.discrete(), exact)
                #expect(ratio < 20, "\(method) at \(tolerance)")
                logarithm += log(ratio)
                count += 1
            }
        }
        #expect(exp(logarithm / count) < 3, "\(exp(logarithm / count))")
    }

    @Test func theDistanceShrinksWithTheTolerance() throws {
        let exact = try problem(.dop853, 1e-13).discrete()
        var distances: [Double] = []
        for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
            let problem = problem(.dopri5, tolerance)
            distances.append(
                distance(
                    try problem.gradients(
                        adjoint(problem, spansOutputs: true), firstSteps: (0..<problem.rows).map { _ in 0.3 }), exact))
        }
        for (loose, tight) in zip(distances, distances.dropFirst()) { #expect(tight < loose / 5, "\(distances)") }
    }

    @Test func aRowAloneHasTheGradientOfTheRowAmongOthers() throws {
        try problem(.dopri5, 1e-7).expectRowsAloneAsAmongOthers()
    }

    /// y' = −60 y at y = 0: the state says nothing of how fast the cotangent decays, and steps grow without bound for it.
    @Test(arguments: [1.0, 100]) func theCotangentIsJudgedWhereTheStateRests(leniency: Double) throws {
        let decay = VectorField(features: 2) { program, y, _ in program.scale(y, by: -60) }
        let tolerance = 1e-8
        let problem = AdjointProblem(
            method: .dopri5, control: .adaptive(relative: tolerance, absolute: 1e-20), field: decay,
            times: [(1...200).map { 0.01 * Double($0) }], starts: [0])
        let rest = [Double](repeating: 0, count: problem.initial.count)
        let adjoint = adjoint(problem, spansOutputs: true, leniency: leniency)
        var found = [Double](repeating: 0, count: problem.initial.count)
        var gradient = problem.parameters
        problem.outputs.clear()
        try problem.withRequest(initial: rest) { request in
            try adjoint.pullBack(
                outputs: problem.outputs.pointer, problem.weights.pointer, request: request,
                parameters: problem.parameters, gradient: &gradient, initialCotangent: &found, firstSteps: [1.0])
        }
        let capacity = problem.solver.capacity
        for feature in 0..<2 {
            let exact = (0..<200).reduce(0.0) {
                $0 + problem.weights.pointer[($1 * 2 + feature) * capacity] * exp(-60 * 0.01 * Double($1 + 1))
            }
            #expect(abs(found[feature * capacity] - exact) < 10 * leniency * tolerance * abs(exact))
        }
    }

    /// y' = e^(4 y): a step too long overflows. It must be rejected without a trace in the other rows or in the gradient.
    @Test func stepsThatOverflowLeaveNoTrace() throws {
        let exploding = VectorField(features: 2) { program, y, _ in program.exp(program.scale(y, by: 4)) }
        // y(t) = −ln(e^(−4 y₀) − 4 t) / 4, which ends at t = e^(−4 y₀) / 4.
        let initial = [0.0, -0.1, 0.2]
        let problem = AdjointProblem(
            method: .dopri5, control: .adaptive(relative: 1e-10, absolute: 1e-10), field: exploding,
            times: initial.map { y in (1...50).map { 0.019 * Double($0) * exp(-4 * y) / 4 } }, starts: [0, 0, 0])
        var states = [Double](repeating: 0, count: problem.initial.count)
        let capacity = problem.solver.capacity
        for (row, y) in initial.enumerated() { for feature in 0..<2 { states[feature * capacity + row] = y } }
        let adjoint = adjoint(problem, spansOutputs: true)
        var found = states
        var gradient = problem.parameters
        try problem.withRequest(initial: states) { request in
            try problem.solver.solve(request, parameters: problem.parameters, outputs: problem.outputs.pointer)
            try adjoint.pullBack(
                outputs: problem.outputs.pointer, problem.weights.pointer, request: request,
                parameters: problem.parameters, gradient: &gradient, initialCotangent: &found,
                firstSteps: [100, 0.05, 100])
        }
        #expect(gradient == problem.parameters)
        for (row, y) in initial.enumerated() {
            for feature in 0..<2 {
                let exact = (0..<50).reduce(0.0) {
                    let end = exp(-4 * y)
                    let slope = end / (end - 4 * problem.times[row][$1])
                    return $0 + problem.weights.pointer[($1 * 2 + feature) * capacity + row] * slope
                }
                let index = feature * capacity + row
                #expect(abs(found[index] - exact) < 1e-6 * abs(exact), "\(found[index]) against \(exact)")
            }
        }
    }

    /// y' = w log y + b has no value at zero: lanes without a row, and rejected ones, must stand elsewhere.
    @Test(arguments: [GradientMethod.continuous(), .interpolating(), .checkpointed(bytes: 4000)])
    func lanesWithoutARowLeaveNoTrace(kind: GradientMethod) throws {
        let field = VectorField(features: 2) { program, y, _ in
            program.affine(program.log(y), weights: 0, bias: 4, features: 2)
        }
        let problem = AdjointProblem(
            method: .dopri5, control: .adaptive(relative: 1e-10, absolute: 1e-10), field: field,
            times: [(1...20).map { 0.1 * Double($0) }, [2.0], (1...40).map { 0.05 * Double($0) }], starts: [0, 0, 0])
        let initial = problem.initial.indices.map { 2 + Double($0 % 7) / 7 }
        let parameters = [0.3, -0.1, 0.2, 0.4, 0.1, -0.2] + problem.parameters.dropFirst(6)
        func gradients(_ kind: GradientMethod) throws -> AdjointProblem.Gradients {
            try problem.gradients(
                DifferentiableSolver(
                    field: field, method: problem.method.tableau, control: problem.control, gradient: kind,
                    capacity: problem.rows), initial: initial, parameters: parameters)
        }
        let found = try gradients(kind)
        let discrete = try gradients(.discrete)
        #expect(found.parameters.allSatisfy { $0.isFinite })
        #expect(AdjointProblem.distance(found.parameters, discrete.parameters) < 1e-7)
        for row in 0..<problem.rows {
            for feature in 0..<2 {
                let index = feature * problem.solver.capacity + row
                #expect(abs(found.initial[index] - discrete.initial[index]) < 1e-7)
            }
        }
    }
}
