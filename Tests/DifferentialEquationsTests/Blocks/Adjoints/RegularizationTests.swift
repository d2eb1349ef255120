import DifferentialEquations
import Differentiation
import Lanes
import Testing

/// Kinetic energy and error estimates as parts of a loss: their values and their gradients.
@Suite struct RegularizationTests {
    private static let adaptive = ExplicitMethod.allCases.filter { $0.tableau.embeddedOrder != nil }
    private let times: [[Double]] = [[0.3, 0.35, 1.2], [0.1, 2.5], [-0.4, -1.5], [], [2.25]]
    private let starts = [0, 0.05, 0.1, 0, 1]

    private func problem(_ method: ExplicitMethod, _ control: StepControl, energy: Bool = false) -> AdjointProblem {
        AdjointProblem(
            method: method, control: control, dependsOnTime: true, quadrature: energy ? .kineticEnergy : nil,
            times: times, starts: starts)
    }

    /// (c, s)' = ω (−s, c): |f|² = ω², so that the energy of two features is ω² t / 2.
    @Test(arguments: adaptive) func kineticEnergyIsTheIntegral(method: ExplicitMethod) throws {
        let rotation = VectorField(features: 2, quadrature: .kineticEnergy) { program, y, _ in
            program.concatenate([program.scale(y[1..<2], by: -3), program.scale(y[0..<1], by: 3)])
        }
        #expect(rotation.features == 3 && rotation.judgedFeatures == 2)
        let answer = try rotation.solve(
            [SolutionRequest<Double>(initial: [1, 0, 0], start: 0, times: [0.5, 1])], method: SolverMethod(method),
            control: .adaptive(relative: 1e-8, absolute: 1e-8))
        #expect(abs(answer[0].states[0][2] - 2.25) < 1e-5 && abs(answer[0].states[1][2] - 4.5) < 1e-5)
    }

    @Test(arguments: adaptive) func aQuadratureChangesNoStep(method: ExplicitMethod) throws {
        let control = StepControl.adaptive(relative: 1e-4, absolute: 1e-5)
        func solve(_ quadrature: FieldQuadrature?) throws -> Solution<Float> {
            let field = VectorField(features: 2, quadrature: quadrature) { program, y, _ in
                program.affine(
                    program.affine(y, weights: 0, bias: 10, features: 5, activation: .tanh), weights: 15, bias: 25,
                    features: 2)
            }
            let parameters = (0..<27).map { 2 * Float($0 * 7 % 11) / 11 - 1 }
            return try field.solve(
                [SolutionRequest(initial: quadrature == nil ? [1, -0.5] : [1, -0.5, 0], start: 0, times: [0.7, 6])],
                parameters: parameters, method: SolverMethod(method), control: control)[0]
        }
        let plain = try solve(nil)
        let carried = try solve(.kineticEnergy)
        #expect(carried.statistics == plain.statistics)
        #expect(carried.states.map { Array($0.prefix(2)) } == plain.states)
    }

    @Test(arguments: GradientMethodTests.kinds) func kineticEnergyHasTheGradientOfDifferences(
        kind: GradientMethod
    ) throws {
        let problem = problem(.dop853, .fixed(0.06), energy: true)
        let found = try problem.gradients(kind)
        let differences = try problem.differences()
        #expect(AdjointProblem.distance(found.parameters, differences.parameters) < 1e-9)
        #expect(AdjointProblem.distance(found.initial, differences.initial) < 1e-9)
    }

    /// Steps of one size make the estimates a function of parameters and initial state: the gradient is exact.
    @Test(arguments: adaptive, [GradientMethod.discrete, .checkpointed(bytes: 20_000)])
    func errorEstimatesHaveTheGradientOfDifferences(method: ExplicitMethod, kind: GradientMethod) throws {
        let problem = problem(method, .fixed(0.3))
        let weight = 40.0
        func solver() -> DifferentiableSolver<Double> {
            let solver = DifferentiableSolver<Double>(
                field: problem.field, method: method.tableau, control: problem.control, gradient: kind,
                capacity: problem.rows)
            solver.errorWeight = weight
            return solver
        }
        let sums = solver()
        func penalty(initial: [Double]? = nil, parameters: [Double]? = nil) throws -> Double {
            _ = try problem.gradients(sums, initial: initial, parameters: parameters)
            return weight * (0..<problem.rows).reduce(0) { $0 + sums.solver.errorSum(of: $1) }
        }
        let found = try problem.gradients(solver())
        let plain = try problem.gradients(kind)
        let differences = try problem.differences(adding: penalty)
        #expect(AdjointProblem.distance(found.parameters, differences.parameters) < 1e-7)
        #expect(AdjointProblem.distance(found.initial, differences.initial) < 1e-7)
        #expect(AdjointProblem.distance(found.parameters, plain.parameters) > 1e-6, "the penalty must matter")
        #expect(sums.solver.errorSum(of: 3) == 0, "a row that takes no step has no errors")
    }
}
