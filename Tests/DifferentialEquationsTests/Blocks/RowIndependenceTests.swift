import DifferentialEquations
import Differentiation
import Lanes
import Testing

/// (x, v, μ)' = (v, μ(1 − x²)v − x, 0): van der Pol's oscillator, every row with a stiffness of its own.
private let vanDerPol = VectorField(features: 3) { program, state, _ in
    let x = state[0..<1]
    let v = state[1..<2]
    let mu = state[2..<3]
    let damping = program.multiply(mu, program.multiply(program.scale(program.multiply(x, x), by: -1, plus: 1), v))
    return program.concatenate([
        program.scale(v, by: 1), program.subtract(damping, x), program.scale(mu, by: 0),
    ])
}

/// Every row is solved as if it were alone, whatever stands beside it.
@Suite struct RowIndependenceTests {
    private static let adaptive = ExplicitMethod.allCases.filter { $0.tableau.embeddedOrder != nil }

    private func requests<Scalar: LaneScalar>(_: Scalar.Type) -> [SolutionRequest<Scalar>] {
        (0..<21).map { row -> SolutionRequest<Scalar> in
            let initial: [Scalar] = [2, Scalar(0.05 * Double(row)), Scalar(0.2 + 0.1 * Double(row))]
            let times: [Double] = [1, 1.3, 2 + Double(row % 4)]
            return SolutionRequest(initial: initial, start: 0.25 * Double(row % 3), times: times)
        }
    }

    private func expectIndependence<Scalar: LaneScalar>(_ method: ExplicitMethod, _: Scalar.Type) throws {
        let control = StepControl.adaptive(relative: 1e-4, absolute: 1e-5)
        var requests = requests(Scalar.self)
        let mild = try vanDerPol.solve(requests, method: SolverMethod(method), control: control)
        // The same block with one row a thousand times as stiff.
        requests[9].initial[2] = 1000
        let mixed = try vanDerPol.solve(requests, method: SolverMethod(method), control: control)
        let stiffest = mixed[9].statistics.evaluations
        let others = mixed.indices.filter { $0 != 9 }
        for row in others {
            #expect(mixed[row].states == mild[row].states && mixed[row].statistics == mild[row].statistics)
            #expect(mixed[row].statistics.evaluations < stiffest / 3)
        }
        for row in [0, 9, 20] {
            let alone = try vanDerPol.solve([requests[row]], method: SolverMethod(method), control: control)[0]
            #expect(alone.states == mixed[row].states && alone.statistics == mixed[row].statistics)
        }
        let order = requests.indices.map { ($0 * 8 + 3) % requests.count }
        let permuted = try vanDerPol.solve(order.map { requests[$0] }, method: SolverMethod(method), control: control)
        for (place, row) in order.enumerated() {
            #expect(permuted[place].states == mixed[row].states)
            #expect(permuted[place].statistics == mixed[row].statistics)
        }
    }

    @Test(arguments: adaptive) func aStiffRowCostsTheOthersNothing(method: ExplicitMethod) throws {
        try expectIndependence(method, Double.self)
        try expectIndependence(method, Float.self)
    }

    @Test(arguments: GradientMethodTests.kinds, [ExplicitMethod.heun, .dop853])
    func permutingRowsPermutesGradients(kind: GradientMethod, method: ExplicitMethod) throws {
        let times: [[Double]] = [[0.3, 0.35, 1.2], [0.1, 2.5], [-0.4, -1.5], [], [2.25]]
        let starts = [0, 0.05, 0.1, 0, 1]
        let control = StepControl.adaptive(relative: 1e-5, absolute: 1e-6)
        let whole = try AdjointProblem(method: method, control: control, times: times, starts: starts).gradients(kind)
        let order = [3, 0, 4, 2, 1]
        let permuted = try AdjointProblem(
            method: method, control: control, times: order.map { times[$0] }, starts: order.map { starts[$0] },
            draws: order
        ).gradients(kind)
        let capacity = whole.initial.count / 2
        for (place, row) in order.enumerated() {
            for feature in 0..<2 {
                #expect(permuted.initial[feature * capacity + place] == whole.initial[feature * capacity + row])
            }
            #expect(permuted.starts[place] == whole.starts[row])
        }
        #expect(AdjointProblem.distance(permuted.parameters, whole.parameters) < 1e-12)
    }
}
