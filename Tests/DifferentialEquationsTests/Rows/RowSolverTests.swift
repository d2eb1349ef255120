import Differentiation
import Foundation
import Testing

@testable import DifferentialEquations

/// The front door for closures: outputs, directions, types, errors, the automatic method.
@Suite struct RowSolverTests {
    static let methods = SolverMethod.allCases.filter(\.estimatesError)

    @Test(arguments: methods) func outputsAreTheSameHoweverTheyAreAskedFor(_ method: SolverMethod) throws {
        let control = StepControl.adaptive(relative: 1e-7, absolute: 1e-9)
        let times = [0, 0.3, 1, 2.2, 2.2, 5]
        let many = try seasonalPrey.solve(
            [1, 1], from: 0, to: 5, method: method, control: control, output: .times(times))
        let dense = try seasonalPrey.solve([1, 1], from: 0, to: 5, method: method, control: control, output: .dense)
        #expect(many.times == times)
        #expect(many.states[0] == [1, 1])
        for (time, state) in zip(times, many.states).dropFirst() {
            #expect(dense.state(at: time) == state)
            let alone = try seasonalPrey.solve(
                [1, 1], from: 0, to: 5, method: method, control: control, output: .times([time]))
            #expect(alone.states == [state])
        }
        let steps = try seasonalPrey.solve([1, 1], from: 0, to: 5, method: method, control: control, output: .steps)
        #expect(steps.times.count == steps.statistics.accepted + 1)
        #expect(steps.states.last == many.endState)
        // The polynomial of high order cancels a few digits at its end.
        #expect(largestDifference(many.endState, many.states[5]) < 1e-12)
    }

    @Test(arguments: methods) func backAgain(_ method: SolverMethod) throws {
        let control = StepControl.adaptive(relative: 1e-8, absolute: 1e-10)
        let there = try seasonalPrey.solve([1, 1], from: 0, to: 5, method: method, control: control).endState
        let back = try seasonalPrey.solve(there, from: 5, to: 0, method: method, control: control).endState
        #expect(largestDifference(back, [1, 1]) < 1e-5)
    }

    @Test(arguments: methods) func singlePrecisionToo(_ method: SolverMethod) throws {
        let path = try solve(
            [Float(1), 0], from: 0, to: 3, method: method, control: .adaptive(relative: 1e-4, absolute: 1e-6)
        ) { t, y, dy in
            dy[0] = y[1]
            dy[1] = -y[0]
        }
        #expect(abs(path.endState[0] - Float(cos(3.0))) < 1e-3)
        #expect(abs(path.endState[1] + Float(sin(3.0))) < 1e-3)
    }

    @Test func theFieldMayNotBeReadPastTheEnd() throws {
        var options = SolverOptions()
        options.mayPassEnd = false
        for method in Self.methods {
            let path = try solve(
                [1.0], from: 0, to: 2, method: method, control: .adaptive(relative: 1e-6, absolute: 1e-8),
                options: options
            ) { t, y, dy in dy[0] = t <= 2 ? y[0] : .nan }
            #expect(abs(path.endState[0] - exp(2)) < 1e-3, "\(method)")
        }
    }

    @Test func aGivenJacobianServesAsWellAsDifferences() throws {
        let plain = DifferentialEquation<Double>(features: 2, parameters: seasonalPrey.parameters) { t, y, p, dy in
            dy[0] = p[0] * y[0] * (1 + 0.1 * sin(t)) - p[1] * y[0] * y[1]
            dy[1] = p[2] * y[0] * y[1] - p[3] * y[1]
        }
        for method in [SolverMethod.kvaerno3, .kvaerno5, .rodas5p] {
            let control = StepControl.adaptive(relative: 1e-8, absolute: 1e-10)
            let given = try seasonalPrey.solve([1, 1], from: 0, to: 9, method: method, control: control)
            let differences = try plain.solve([1, 1], from: 0, to: 9, method: method, control: control)
            #expect(largestDifference(given.endState, differences.endState) < 1e-6)
            #expect(given.statistics.evaluations < differences.statistics.evaluations)
            #expect(given.statistics.jacobians > 0)
        }
    }

    @Test func aRecordedFieldIsSolvedAsInABlock() throws {
        let field = AdjointProblem.field(dependsOnTime: true)
        let parameters = (0..<32).map { 0.5 * sin(Double(3 * $0 + 1)) }
        let control = StepControl.adaptive(relative: 1e-10, absolute: 1e-12)
        let block = try field.solve(
            [SolutionRequest(initial: [0.3, -0.2], start: 0, times: [1, 4])], parameters: parameters,
            method: .dopri5, control: control)
        for method in [SolverMethod.dopri5, .kvaerno5, .rodas5p, .adams] {
            let row = try DifferentialEquation(field: field, parameters: parameters).solve(
                [0.3, -0.2], from: 0, to: 4, method: method, control: control, output: .times([1, 4]))
            for (a, b) in zip(row.states, block[0].states) { #expect(largestDifference(a, b) < 1e-8) }
        }
    }

    @Test func rowsOfAFieldAreSolvedByEveryMethodEachOnItsOwn() throws {
        let field = AdjointProblem.field(dependsOnTime: false)
        let parameters = (0..<27).map { 0.7 * sin(Double(3 * $0 + 1)) }
        let control = StepControl.adaptive(relative: 1e-9, absolute: 1e-11)
        let requests: [SolutionRequest<Double>] = [0.0, 1, 2].map { row in
            SolutionRequest(initial: [0.3 * row, -0.2], start: 0, times: [row + 1, 2 * row + 3])
        }
        let expected = try field.solve(requests, parameters: parameters, method: .dopri5, control: control)
        for method in Self.methods {
            let found = try field.solve(requests, parameters: parameters, method: method, control: control)
            for row in requests.indices {
                for (a, b) in zip(found[row].states, expected[row].states) {
                    #expect(largestDifference(a, b) < 1e-6, "\(method)")
                }
                let alone = try field.solve(
                    [requests[row]], parameters: parameters, method: method, control: control)
                #expect(alone[0].states == found[row].states)
                #expect(alone[0].statistics == found[row].statistics)
            }
        }
    }

    @Test func stiffnessIsFoundAndReported() throws {
        let control = StepControl.adaptive(relative: 1e-6, absolute: 1e-9)
        let stiff = try vanDerPol(1000).solve([2, 0], from: 0, to: 2000, method: .auto, control: control)
        #expect(stiff.statistics.switches >= 1)
        #expect(stiff.statistics.jacobians > 0)
        #expect(stiff.statistics.accepted < 2000)
        #expect("\(stiff.statistics)".contains("changes of method"))
        let easy = try seasonalPrey.solve([1, 1], from: 0, to: 20, method: .auto, control: control)
        let explicit = try seasonalPrey.solve([1, 1], from: 0, to: 20, method: .tsit5, control: control)
        #expect(easy.statistics == explicit.statistics)
        #expect(easy.endState == explicit.endState)
    }

    @Test func errorsSayWhereAndWhat() {
        let control = StepControl.adaptive(relative: 1e-6, absolute: 1e-9)
        var few = SolverOptions()
        few.maximumSteps = 2000
        for method in Self.methods where method != .heun {
            // y' = y² is infinite at t = 1.
            do {
                _ = try solve([1.0], from: 0, to: 2, method: method, control: control, options: few) { t, y, dy in
                    dy[0] = y[0] * y[0]
                }
                Issue.record("\(method) passed a pole")
            } catch {
                switch error {
                case .stepTooSmall(_, let time, _, let statistics), .nonFinite(_, let time, _, let statistics),
                    .tooManySteps(_, let time, _, let statistics):
                    #expect(abs(time - 1) < 1e-3, "\(method): \(error)")
                    #expect(statistics.accepted > 0)
                default: Issue.record("\(error)")
                }
            }
        }
        var options = SolverOptions()
        options.maximumSteps = 10
        do {
            _ = try vanDerPol(100).solve([2, 0], from: 0, to: 200, method: .tsit5, control: control, options: options)
            Issue.record("ten steps were enough")
        } catch {
            guard case .tooManySteps = error else {
                Issue.record("\(error)")
                return
            }
        }
        // u = 1 + 0.26 · 2 (u² + 1) has no real solution.
        do {
            _ = try solve([1.0], from: 0, to: 2, method: .kvaerno5, control: .fixed(2)) { t, y, dy in
                dy[0] = y[0] * y[0] + 1
            }
            Issue.record("a stage without a solution was solved")
        } catch {
            guard case .diverged(_, let time, let step, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(time == 0 && step == 2)
            #expect("\(error)".hasSuffix("take a smaller step"))
        }
        #expect(throws: SolverError.noErrorEstimate(method: "rk4")) {
            try seasonalPrey.solve([1, 1], from: 0, to: 1, method: .rk4, control: control)
        }
        do {
            _ = try solve([1.0], from: 0, to: 2, method: .tsit5, control: control) { t, y, dy in dy[0] = .nan }
            Issue.record("NaN passed")
        } catch {
            guard case .nonFinite(_, let time, _, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(time == 0)
        }
    }

    @Test(arguments: methods) func anOverflowedStateIsNeverTaken(_ method: SolverMethod) {
        do {
            let path = try solve(
                [Float(3e38)], from: 0, to: 10, method: method, control: .adaptive(relative: 1e-3, absolute: 1e-3)
            ) { t, y, dy in dy[0] = 1e37 }
            Issue.record("ended at \(path.endState)")
        } catch {
            switch error {
            case .stepTooSmall, .nonFinite, .tooManySteps: break
            default: Issue.record("\(error)")
            }
        }
    }

    @Test func factorsOfAMatrixSolveBothWays() {
        let n = 5
        let lu = DenseLU<Double>(n)
        let a = (0..<n * n).map { sin(Double($0 * $0 + 1)) }
        for index in a.indices { lu.matrix[index] = a[index] }
        #expect(lu.factor())
        let x = [1.0, -2, 3, 0.5, 7]
        var b = (0..<n).map { i in (0..<n).reduce(0.0) { $0 + a[i * n + $1] * x[$1] } }
        lu.solve(&b)
        var c = (0..<n).map { i in (0..<n).reduce(0.0) { $0 + a[$1 * n + i] * x[$1] } }
        lu.solveTransposed(&c)
        #expect(largestDifference(b, x) < 1e-12)
        #expect(largestDifference(c, x) < 1e-12)
        for index in a.indices { lu.matrix[index] = 0 }
        #expect(!lu.factor())
    }
}
