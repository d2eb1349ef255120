import Lanes
import Testing

@testable import DifferentialEquations

@Suite struct CheckpointedAdjointTests {
    private let raggedTimes: [[Double]] = [
        [0, 0.3, 0.35, 1.2], [0.1, 2.5], [], [1, 1, 1.5], [0], [0.01, 0.02, 3],
    ]

    /// Of adaptive and of fixed steps: from a tape of one step and one checkpoint to room for everything.
    @Test(
        arguments: [1, 6_000, 9_000, 20_000, 10_000_000],
        [StepControl.fixed(0.05), .adaptive(relative: 1e-7, absolute: 1e-9)])
    func equalsTheDiscreteAdjoint(budget: Int, control: StepControl) throws {
        let problem = AdjointProblem(
            method: .tsit5, control: control, times: raggedTimes, starts: [0, 0, 0, 1, 0, 0])
        let discrete = try problem.discrete()
        var found = AdjointProblem.Gradients(
            parameters: problem.parameters.map { _ in 0 },
            initial: [Double](repeating: 0, count: 2 * problem.solver.capacity))
        _ = try problem.loss()
        let statistics = problem.solver.statistics
        let adjoint = CheckpointedAdjoint(problem.solver, budget: budget)
        try problem.withRequest { request in
            try adjoint.solve(request, parameters: problem.parameters, outputs: problem.outputs.pointer)
            let states = (0..<problem.outputs.count).map { problem.outputs.pointer[$0] }
            try adjoint.pullBack(
                problem.weights.pointer, request: request, parameters: problem.parameters,
                outputs: problem.outputs.pointer, gradient: &found.parameters, initialCotangent: &found.initial)
            #expect((0..<problem.outputs.count).map { problem.outputs.pointer[$0] } == states)
        }
        #expect(AdjointProblem.distance(found.parameters, discrete.parameters) < 1e-13)
        #expect(AdjointProblem.distance(found.initial, discrete.initial) < 1e-13)
        #expect(problem.solver.statistics == statistics)
        let least =
            SolverSnapshot<Double>.bytes(features: 2, capacity: 16)
            + StepTape<Double>.bytesPerIteration(features: 2, capacity: 16)
        #expect(adjoint.peakBytes <= max(budget, least), "\(adjoint.peakBytes) bytes")
        if budget == 10_000_000 { #expect(adjoint.repeatedIterations == 0) }
    }

    /// The extra steps of binomial checkpointing are as few as dynamic programming finds.
    @Test func splitsAreOptimal() {
        let most = 40
        var least = [[Int]](repeating: [Int](repeating: 0, count: most + 1), count: 6)
        var taken = least
        for checkpoints in 1...5 {
            for length in stride(from: 2, through: most, by: 1) {
                func cost(_ split: Int, _ table: [[Int]]) -> Int {
                    let right = length - split
                    // The last piece is reversed from where the solver stands: it needs no checkpoint.
                    let after = right == 1 ? 0 : checkpoints > 1 ? table[checkpoints - 1][right] : .max / 4
                    return split + after + table[checkpoints][split]
                }
                least[checkpoints][length] = (1..<length).map { cost($0, least) }.min() ?? 0
                taken[checkpoints][length] = cost(
                    BinomialCheckpoints.split(length, checkpoints: checkpoints), taken)
                #expect(
                    taken[checkpoints][length] == least[checkpoints][length], "\(length) pieces, \(checkpoints)")
            }
        }
    }
}
