import DifferentialEquations
import Testing

@Suite struct DiscreteAdjointTests {
    private func compare(_ problem: AdjointProblem, tolerance: Double = 1e-6) throws {
        let found = try problem.discrete()
        let differences = try problem.differences()
        #expect(AdjointProblem.distance(found.parameters, differences.parameters) < tolerance)
        #expect(AdjointProblem.distance(found.initial, differences.initial) < tolerance)
    }

    private let raggedTimes: [[Double]] = [
        [0, 0.3, 0.35, 1.2], [0.1, 2.5], [], [1, 1, 1.5], [0], [0.01, 0.02, 3],
    ]

    @Test(arguments: ExplicitMethod.allCases) func fixedStepsAreExact(method: ExplicitMethod) throws {
        try compare(
            AdjointProblem(method: method, control: .fixed(0.21), times: raggedTimes, starts: [0, 0, 0, 1, 0, 0]))
    }

    @Test func backwardInTimeAndOfTime() throws {
        try compare(
            AdjointProblem(
                method: .dopri5, control: .fixed(0.2), dependsOnTime: true, times: [[-0.5, -1.4], [0.7, 2]],
                starts: [0, 0.5]))
    }

    @Test(arguments: [ExplicitMethod.dopri5, .tsit5, .dop853])
    func adaptiveStepsAgreeAtTightTolerance(method: ExplicitMethod) throws {
        // Differences see the steps change as well; at this tolerance that is below the bound.
        try compare(
            AdjointProblem(
                method: method, control: .adaptive(relative: 1e-11, absolute: 1e-12), times: raggedTimes,
                starts: [0, 0, 0, 1, 0, 0]))
    }

    @Test func aBlockOfSeventyRowsAccumulatesOverLanes() throws {
        // More rows than one group of lanes, with step counts that differ: padding must add nothing.
        let times = (0..<20).map { row in [0.1 + 0.15 * Double(row)] }
        try compare(
            AdjointProblem(method: .bosh3, control: .fixed(0.3), times: times, starts: times.map { _ in 0 }))
    }
}
