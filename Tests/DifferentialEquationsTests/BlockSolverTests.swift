import DifferentialEquations
import Differentiation
import Foundation
import Lanes
import Testing

/// Lotka–Volterra: x' = x (1.5 − y), y' = y (x − 3).
private let lotkaVolterra = VectorField(features: 2) { program, state, _ in
    let x = state[0..<1]
    let y = state[1..<2]
    let growth = program.multiply(x, program.scale(y, by: -1, plus: 1.5))
    let decay = program.multiply(y, program.scale(x, by: 1, plus: -3))
    return program.concatenate([growth, decay])
}

/// y' = t y, whose solution from y(0) = 1 is exp(t²/2).
private let swing = VectorField(features: 1, dependsOnTime: true) { program, y, t in
    guard let t else { return y }
    return program.multiply(y, t)
}

/// (c, s, y)' = (−s, c, y c): y(t) = exp(sin t), nonlinear, autonomous.
private let rotation = VectorField(features: 3) { program, state, _ in
    let c = state[0..<1]
    let s = state[1..<2]
    return program.concatenate([
        program.scale(s, by: -1), program.scale(c, by: 1), program.multiply(state[2..<3], c),
    ])
}

@Suite struct BlockSolverTests {
    private func rotationRequest(_ times: [Double]) -> SolutionRequest<Double> {
        SolutionRequest(initial: [1, 0, 1], start: 0, times: times)
    }

    @Test(arguments: ExplicitMethod.allCases) func measuredOrderIsTheMethods(method: ExplicitMethod) throws {
        // y' = t y: exp(t²/2).
        let order = method.tableau.order
        let sizes = order >= 4 ? [1.0 / 32, 1.0 / 64] : [1.0 / 256, 1.0 / 512]
        let times = (1...8).map { Double($0) / 4 }
        let errors = try sizes.map { size in
            let answer = try swing.solve(
                [SolutionRequest<Double>(initial: [1], start: 0, times: times)], method: method,
                control: .fixed(size))
            return zip(times, answer[0].states).map { abs($1[0] - exp($0 * $0 / 2)) }.max() ?? 0
        }
        let slope = log(errors[0] / errors[1]) / log(2)
        #expect(abs(slope - Double(order)) < 0.2, "errors \(errors)")
    }

    @Test(arguments: ExplicitMethod.allCases) func denseOutputConvergesAtItsOrder(method: ExplicitMethod) throws {
        let order = Double(min(method.tableau.denseOrder + 1, method.tableau.order))
        let sizes = order >= 4 ? [0.2, 0.1] : [0.02, 0.01]
        let errors = try sizes.map { size in
            let times = (1...40).map { Double($0) * 0.0371 }
            let answer = try rotation.solve([rotationRequest(times)], method: method, control: .fixed(size))
            return zip(times, answer[0].states).map { abs($1[2] - exp(sin($0))) }.max() ?? 0
        }
        #expect(log(errors[0] / errors[1]) / log(2) > order - 0.5, "errors \(errors)")
    }

    @Test func timeIsReadAtEachStage() throws {
        // y' = t y from y(0) = 1: exp(t²/2).
        let answer = try swing.solve(
            [SolutionRequest<Double>(initial: [1], start: 0, times: [1, 2])],
            control: .adaptive(relative: 1e-10, absolute: 1e-12))
        #expect(abs(answer[0].states[0][0] - exp(0.5)) < 1e-8)
        #expect(abs(answer[0].states[1][0] - exp(2)) < 1e-7)
    }

    @Test(arguments: [ExplicitMethod.bosh3, .dopri5, .tsit5])
    func backwardInTimeUndoesForward(method: ExplicitMethod) throws {
        let control = StepControl.adaptive(relative: 1e-9, absolute: 1e-11)
        let there = try lotkaVolterra.solve(
            [SolutionRequest<Double>(initial: [1, 1], start: 0, times: [3])], method: method, control: control)
        let back = try lotkaVolterra.solve(
            [SolutionRequest<Double>(initial: there[0].states[0], start: 3, times: [1.5, 0])], method: method,
            control: control)
        #expect(abs(back[0].states[1][0] - 1) < 1e-6)
        #expect(abs(back[0].states[1][1] - 1) < 1e-6)
    }

    @Test func lotkaVolterraMeetsSciPy() throws {
        // scipy 1.17.1: solve_ivp(f, (0, 10), [1, 1], method="DOP853", rtol=1e-13, atol=1e-15).y[:, -1] at 2.5, 5, 10
        // printed by Tests/DifferentialEquationsTests/golden/lotka_volterra.py
        let golden: [(time: Double, x: Double, y: Double)] = [
            (2.5, 2.178345173809995, 4.369232278676609), (5, 6.098494675971616, 0.6281379021874065),
            (10, 1.0263447675750923, 0.9096910781361167),
        ]
        let answer = try lotkaVolterra.solve(
            [SolutionRequest<Double>(initial: [1, 1], start: 0, times: golden.map { $0.time })],
            control: .adaptive(relative: 1e-11, absolute: 1e-13))
        for (state, (_, x, y)) in zip(answer[0].states, golden) {
            #expect(abs(state[0] - x) < 1e-8 * x)
            #expect(abs(state[1] - y) < 1e-8 * y)
        }
    }

    @Test func aRowAloneEqualsTheRowAmongOthers() throws {
        let control = StepControl.adaptive(relative: 1e-5, absolute: 1e-7)
        var requests: [SolutionRequest<Float>] = (0..<37).map { row in
            let start = Double(row) * 0.1
            let times: [Double] = (0...row % 7).map { start + Double($0) * 0.9 }
            return SolutionRequest(initial: [1 + 0.1 * Float(row), 1], start: start, times: times)
        }
        requests[5].initial = [4000, 3000]
        let together = try lotkaVolterra.solve(requests, control: control)
        for row in requests.indices {
            let alone = try lotkaVolterra.solve([requests[row]], control: control)
            #expect(alone[0].states == together[row].states)
            #expect(alone[0].statistics == together[row].statistics)
        }
        let reversed: [Solution<Float>] = try lotkaVolterra.solve(requests.reversed(), control: control)
        #expect(reversed.reversed().map(\.states) == together.map(\.states))
    }

    @Test func anAnswerDoesNotDependOnWhatElseIsAsked() throws {
        let control = StepControl.adaptive(relative: 1e-6, absolute: 1e-8)
        func states(_ times: [Double]) throws -> [[Double]] {
            try lotkaVolterra.solve(
                [SolutionRequest<Double>(initial: [1, 1], start: 0, times: times)], control: control)[0].states
        }
        let many = try states((0...100).map { Double($0) * 0.05 })
        #expect(try states([1.0])[0] == many[20])
        #expect(try states([0, 5])[1] == many[100])
    }

    @Test func stepsAreCountedAndRejected() throws {
        let answer = try lotkaVolterra.solve(
            [SolutionRequest<Double>(initial: [1, 1], start: 0, times: [10])],
            control: .adaptive(relative: 1e-6, absolute: 1e-8))
        let s = answer[0].statistics
        #expect(s.accepted > 10 && s.rejected > 0)
        #expect(s.evaluations == 2 + 6 * (s.accepted + s.rejected))
    }

    @Test func failuresAreTyped() throws {
        var options = SolverOptions()
        options.maximumSteps = 5
        #expect {
            try lotkaVolterra.solve(
                [SolutionRequest<Double>(initial: [1, 1], start: 0, times: [50])],
                control: .adaptive(relative: 1e-8, absolute: 1e-8), options: options)
        } throws: { error in
            if case SolverError.tooManySteps(0, _, _, let s) = error { return s.accepted + s.rejected == 6 }
            return false
        }
        // y' = y² from 1 blows up at t = 1.
        let blowUp = VectorField(features: 1) { program, y, _ in program.multiply(y, y) }
        #expect(throws: SolverError.self) {
            try blowUp.solve(
                [SolutionRequest<Double>(initial: [1], start: 0, times: [2])],
                control: .adaptive(relative: 1e-6, absolute: 1e-8))
        }
        let invalid = VectorField(features: 1) { program, y, _ in program.log(y) }
        #expect {
            try invalid.solve(
                [SolutionRequest<Double>(initial: [-1], start: 0, times: [2])],
                control: .adaptive(relative: 1e-6, absolute: 1e-8))
        } throws: { error in
            if case SolverError.nonFinite = error { return true }
            return false
        }
        #expect(throws: SolverError.noErrorEstimate(method: "rk4")) {
            try lotkaVolterra.solve(
                [SolutionRequest<Double>(initial: [1, 1], start: 0, times: [1])], method: .rk4,
                control: .adaptive(relative: 1e-6, absolute: 1e-8))
        }
    }

    @Test func theLastStepCanBeCutAtTheEnd() throws {
        // log(1 − t) exists only before 1.
        let edge = VectorField(features: 1, dependsOnTime: true) { program, y, t in
            guard let t else { return y }
            return program.log(program.scale(t, by: -1, plus: 1.0000001))
        }
        var options = SolverOptions()
        options.mayPassEnd = false
        let answer = try edge.solve(
            [SolutionRequest<Double>(initial: [0], start: 0, times: [0.5, 1])],
            control: .adaptive(relative: 1e-6, absolute: 1e-8), options: options)
        #expect(abs(answer[0].states[1][0] + 1) < 1e-4)
    }
}
