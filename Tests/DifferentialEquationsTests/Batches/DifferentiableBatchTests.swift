import Differentiation
import Lanes
import Testing

@testable import DifferentialEquations

/// Many rows at once, without pointers: one array of answers, and gradients through all of them.
@Suite struct DifferentiableBatchTests {
    /// y' = p₀ sin(y₁), −p₁ y₀ / (1 + y₁²).
    private static let field = VectorField(features: 2) { program, y, _ in
        let p = program.broadcast(parameters: 0, features: 2)
        let square = program.multiply(y[1..<2], y[1..<2])
        let quotient = program.divide(y[0..<1], program.scale(square, by: 1, plus: 1))
        return program.concatenate([
            program.multiply(p[0..<1], program.sin(y[1..<2])),
            program.scale(program.multiply(p[1..<2], quotient), by: -1),
        ])
    }
    private static let parameters = [1.3, 0.7]
    private static let requests: [SolutionRequest<Double>] = (0..<5).map { row -> SolutionRequest<Double> in
        let start = 0.1 * Double(row)
        let times: [Double] = row == 3 ? [] : (1...(row + 1)).map { start + 0.5 * Double($0) }
        return SolutionRequest(initial: [1 + start, -2 * start], start: start, times: times)
    }
    private static let control = StepControl.adaptive(relative: 1e-10, absolute: 1e-10)
    /// Of the loss Σ cotangent · state.
    private static let cotangents: [Double] = (0..<24).map { 0.3 + 0.1 * Double($0 * $0 % 7) }

    private func loss(_ requests: [SolutionRequest<Double>], _ parameters: [Double]) throws -> Double {
        let batch = try Self.field.solve(requests, parameters: parameters, control: Self.control)
        return zip(batch.states, Self.cotangents).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test func answersAreOneArray() throws {
        let batch = try Self.field.solve(Self.requests, parameters: Self.parameters)
        #expect(batch.count == 5 && batch.states.count == 2 * (1 + 2 + 3 + 5))
        for row in batch.indices {
            #expect(Array(batch.states[batch.range(of: row)]) == Array(batch[row].states.joined()))
            #expect(batch[row].times == Self.requests[row].times)
        }
        #expect(batch[3].endState == Self.requests[3].initial && batch[3].endTime == Self.requests[3].start)
    }

    @Test(
        arguments: [SolverMethod.dopri5, .dop853, .kvaerno5],
        [GradientMethod.discrete, .checkpointed(bytes: 2000), .continuous(), .interpolating()])
    func gradientsAreThoseOfDifferences(method: SolverMethod, kind: GradientMethod) throws {
        let solved = try Self.field.solveDifferentiably(
            Self.requests, parameters: Self.parameters, method: method, control: Self.control, gradient: kind,
            blockRows: 2)
        let cotangents = Array(Self.cotangents.prefix(solved.solutions.states.count))
        let gradient = try solved.pullBack(cotangents)
        for index in Self.parameters.indices {
            var (up, down) = (Self.parameters, Self.parameters)
            up[index] += 1e-5
            down[index] -= 1e-5
            let difference = (try loss(Self.requests, up) - loss(Self.requests, down)) / 2e-5
            let found = gradient.parameters[index]
            #expect(abs(found - difference) < 1e-5 * (1 + abs(difference)))
        }
        for row in 0..<5 {
            for feature in 0..<2 {
                var (up, down) = (Self.requests, Self.requests)
                up[row].initial[feature] += 1e-5
                down[row].initial[feature] -= 1e-5
                let difference = (try loss(up, Self.parameters) - loss(down, Self.parameters)) / 2e-5
                let found = gradient.initial[2 * row + feature]
                #expect(abs(found - difference) < 1e-5 * (1 + abs(difference)))
            }
        }
        #expect(gradient.evaluations > 0)
        // A recording can be pulled back again.
        let twice = try solved.pullBack(cotangents)
        #expect(twice.parameters == gradient.parameters && twice.initial == gradient.initial)
    }

    @Test func aRowThatFailsIsNamedByItsNumber() throws {
        let square = VectorField(features: 1) { program, y, _ in program.multiply(y, y) }
        let requests: [SolutionRequest<Double>] = (0..<70).map { row in
            SolutionRequest(initial: [row == 66 ? 1 : 0.001], start: 0, times: [2])
        }
        let error = #expect(throws: SolverError.self) { try square.solve(requests) }
        switch error {
        case .stepTooSmall(66, _, _, _), .nonFinite(66, _, _, _): break
        default: Issue.record("\(String(describing: error))")
        }
    }
}
