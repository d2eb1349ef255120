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

/// y' = t − y, whose solution from y(0) = 1 is t − 1 + 2 exp(−t).
private let pull = VectorField(features: 1, dependsOnTime: true) { program, y, t in
    guard let t else { return y }
    return program.subtract(t, y)
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
        let order = method.tableau.order
        let sizes = order > 6 ? [0.5, 0.25] : order >= 4 ? [1.0 / 32, 1.0 / 64] : [1.0 / 256, 1.0 / 512]
        // Of a linear, a nonautonomous and a nonlinear problem, at t = 2. On the latter the leading error terms of the
        // methods of order 5 nearly cancel, and so do those of order 8 for y' = t y: each is measured on the other.
        let errors = try sizes.map { size in
            func end(_ field: VectorField, _ initial: [Double]) throws -> [Double] {
                try field.solve(
                    [SolutionRequest<Double>(initial: initial, start: 0, times: [2])], method: SolverMethod(method),
                    control: .fixed(size))[0].states[0]
            }
            let turned = try end(rotation, [1, 0, 1])
            return [
                hypot(turned[0] - cos(2), turned[1] - sin(2)), abs(try end(pull, [1])[0] - (1 + 2 * exp(-2))),
                order == 5 ? abs(try end(swing, [1])[0] - exp(2)) : abs(turned[2] - exp(sin(2))),
            ]
        }
        for (coarse, fine) in zip(errors[0], errors[1]) {
            #expect(abs(log2(coarse / fine) - Double(order)) < 0.2, "errors \(errors)")
        }
    }

    @Test(arguments: ExplicitMethod.allCases) func denseOutputConvergesAtItsOrder(method: ExplicitMethod) throws {
        let order = Double(min(method.tableau.denseOrder + 1, method.tableau.order))
        let sizes = order > 6 ? [0.4, 0.2] : order >= 4 ? [0.2, 0.1] : [0.02, 0.01]
        let errors = try sizes.map { size in
            let times = (1...40).map { Double($0) * 0.0371 }
            let answer = try rotation.solve(
                [rotationRequest(times)], method: SolverMethod(method), control: .fixed(size))
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

    @Test(arguments: [ExplicitMethod.bosh3, .dopri5, .tsit5, .dop853])
    func backwardInTimeUndoesForward(method: ExplicitMethod) throws {
        let control = StepControl.adaptive(relative: 1e-9, absolute: 1e-11)
        let there = try lotkaVolterra.solve(
            [SolutionRequest<Double>(initial: [1, 1], start: 0, times: [3])], method: SolverMethod(method),
            control: control)
        let back = try lotkaVolterra.solve(
            [SolutionRequest<Double>(initial: there[0].states[0], start: 3, times: [1.5, 0])],
            method: SolverMethod(method),
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

    /// Both error estimates and the three stages for dense output decide these digits: SciPy's own errors are 4e-6, 2e-9 and
    /// 2e-12 there.
    @Test func dop853TakesTheStepsOfSciPy() throws {
        // scipy 1.17.1: printed by Tests/DifferentialEquationsTests/golden/dop853.py
        let golden: [(tolerance: Double, time: Double, state: [Double])] = [
            (1e-5, 0.7, [1.9235827069402498, 0.3173508457678641]),
            (1e-8, 0.5, [1.5312307690985787, 0.4101551700556083]),
            (1e-11, 0.3, [1.249171740683582, 0.5668927729471449]),
        ]
        for (tolerance, time, state) in golden {
            let answer = try lotkaVolterra.solve(
                [SolutionRequest<Double>(initial: [1, 1], start: 0, times: [time])], method: .dop853,
                control: .adaptive(relative: tolerance, absolute: tolerance))
            for (ours, scipys) in zip(answer[0].states[0], state) { #expect(abs(ours - scipys) < 2e-13) }
        }
    }

    /// A step in which dense output is wanted takes three evaluations more, of the row that wants it alone.
    @Test func denseStagesAreCountedWhereTheyAreWanted() throws {
        let control = StepControl.adaptive(relative: 1e-6, absolute: 1e-8)
        func statistics(_ times: [[Double]]) throws -> [RowStatistics] {
            try lotkaVolterra.solve(
                times.map { SolutionRequest<Double>(initial: [1, 1], start: 0, times: $0) }, method: .dop853,
                control: control
            ).map(\.statistics)
        }
        let found = try statistics([[3], [0.1, 0.11, 3]])
        for (row, asked) in [1, 2].enumerated() {
            let s = found[row]
            #expect(s.evaluations == 2 + 12 * (s.accepted + s.rejected) + 3 * asked)
        }
        #expect(try statistics([[3]]) == [found[0]])
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
        let reversed = try lotkaVolterra.solve(requests.reversed(), control: control)
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
