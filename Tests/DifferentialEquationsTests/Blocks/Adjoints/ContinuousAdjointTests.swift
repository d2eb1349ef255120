import DifferentialEquations
import Testing

/// The continuous adjoint against the discrete one, against central differences, and against itself.
@Suite struct ContinuousAdjointTests {
    private let raggedTimes: [[Double]] = [
        [0, 0.3, 0.35, 1.2], [0.1, 2.5], [], [1, 1, 1.5], [0], [0.01, 0.02, 3],
    ]

    private func problem(
        _ method: ExplicitMethod, _ tolerance: Double, dependsOnTime: Bool = false
    ) -> AdjointProblem {
        AdjointProblem(
            method: method, control: .adaptive(relative: tolerance, absolute: tolerance),
            dependsOnTime: dependsOnTime, times: raggedTimes, starts: [0, 0, 0, 1, 0, 0])
    }

    @Test(arguments: [ExplicitMethod.dopri5, .tsit5, .dop853], [false, true])
    func equalsTheDiscreteAdjoint(method: ExplicitMethod, dependsOnTime: Bool) throws {
        let problem = problem(method, 1e-12, dependsOnTime: dependsOnTime)
        let discrete = try problem.discrete()
        let continuous = try problem.continuous()
        #expect(AdjointProblem.distance(continuous.parameters, discrete.parameters) < 1e-9)
        #expect(AdjointProblem.distance(continuous.initial, discrete.initial) < 1e-9)
    }

    @Test func theDistanceShrinksWithTheTolerance() throws {
        var distances: [Double] = []
        for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
            let problem = problem(.dopri5, tolerance)
            distances.append(
                AdjointProblem.distance(try problem.continuous().parameters, try problem.discrete().parameters))
        }
        for (loose, tight) in zip(distances, distances.dropFirst()) { #expect(tight < loose / 5, "\(distances)") }
    }

    @Test(arguments: [false, true]) func cotangentsOfTimesAreThoseOfDifferences(dependsOnTime: Bool) throws {
        // Times that differ from the start and from each other, so that they may be moved.
        let problem = AdjointProblem(
            method: .dopri5, control: .adaptive(relative: 1e-11, absolute: 1e-12), dependsOnTime: dependsOnTime,
            times: [[0.3, 0.35, 1.2], [0.1, 2.5], [-0.4, -1.5], []], starts: [0, 0.05, 0.1, 0])
        let found = try problem.continuous()
        let differences = try problem.differences()
        #expect(AdjointProblem.distance(found.starts.dropLast(), differences.starts.dropLast()) < 1e-6)
        #expect(AdjointProblem.distance(found.times.dropLast(), differences.times.dropLast()) < 1e-6)
        #expect(AdjointProblem.distance(found.parameters, differences.parameters) < 1e-6)
        #expect(AdjointProblem.distance(found.initial, differences.initial) < 1e-6)
    }

    @Test func aRowAloneHasTheGradientOfTheRowAmongOthers() throws {
        try problem(.tsit5, 1e-7).expectRowsAloneAsAmongOthers()
    }

}
