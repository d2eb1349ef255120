import Foundation
import Testing

@testable import DifferentialEquations

/// The gradients of hand-written equations, of every kind, against central differences and each other.
@Suite struct RowGradientTests {
    static let times = [1.0, 2.5, 4]
    static let cotangent = SolutionCotangent<Double>(states: [[1, 0], [0, 2], [-0.5, 0]], endState: [0, 1])

    /// Initial state, parameters, start, output times, end: all of the gradient as one list.
    static func gradient(
        _ method: SolverMethod, _ kind: GradientMethod, tolerance: Double, norm: AdjointNorm = .seminorm,
        equation: DifferentialEquation<Double> = seasonalPrey
    ) throws -> [Double] {
        let solved = try equation.solveDifferentiably(
            [1, 1], from: 0, to: 5, method: method,
            control: .adaptive(relative: tolerance, absolute: tolerance * 0.1), times: times, gradient: kind,
            adjointNorm: norm)
        let g = try solved.pullBack(cotangent)
        return g.initial + g.parameters + [g.startTime] + g.outputTimes + [g.endTime]
    }

    /// The same by differences of order 6 of a solution at 1e-14.
    static let reference: [Double] = {
        func loss(_ x: [Double]) -> Double {
            var equation = seasonalPrey
            equation.parameters = Array(x[2..<6])
            let path = try? equation.solve(
                [x[0], x[1]], from: x[6], to: x[10], method: .dop853,
                control: .adaptive(relative: 1e-14, absolute: 1e-14), output: .times(Array(x[7..<10])))
            guard let path else { return .nan }
            return path.states[0][0] + 2 * path.states[1][1] - 0.5 * path.states[2][0] + path.endState[1]
        }
        let point = [1, 1] + seasonalPrey.parameters + [0] + times + [5]
        return point.indices.map { index in
            let step = 2e-3
            func at(_ k: Double) -> Double {
                var moved = point
                moved[index] += k * step
                return loss(moved)
            }
            return (45 * (at(1) - at(-1)) - 9 * (at(2) - at(-2)) + at(3) - at(-3)) / (60 * step)
        }
    }()

    @Test(arguments: [
        GradientMethod.discrete, .checkpointed(bytes: 2000), .continuous(), .interpolating(),
    ])
    func everyKindEqualsDifferences(_ kind: GradientMethod) throws {
        for method in [SolverMethod.dopri5, .tsit5, .dop853] {
            let found = try Self.gradient(method, kind, tolerance: 1e-13)
            #expect(largestDifference(found, Self.reference) < 1e-9, "\(method)")
        }
    }

    @Test func implicitAndMultistepMethodsToo() throws {
        for (method, kinds) in [
            (
                SolverMethod.kvaerno5,
                [GradientMethod.discrete, .checkpointed(bytes: 2000), .continuous(), .interpolating()]
            ),
            (.rodas5p, [.continuous(), .interpolating()]), (.adams, [.continuous(), .interpolating()]),
        ] {
            for kind in kinds {
                let found = try Self.gradient(method, kind, tolerance: 1e-9)
                #expect(largestDifference(found, Self.reference) < 2e-6, "\(method) \(kind)")
            }
        }
    }

    @Test func theDifferenceOfTheKindsShrinksWithTheTolerance() throws {
        for kind in [GradientMethod.continuous(), .interpolating()] {
            var differences: [Double] = []
            for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
                let exact = try Self.gradient(.tsit5, .discrete, tolerance: tolerance)
                let other = try Self.gradient(.tsit5, kind, tolerance: tolerance)
                differences.append(largestDifference(other, exact))
            }
            for (coarse, fine) in zip(differences, differences.dropFirst()) { #expect(fine < coarse / 5) }
        }
    }

    @Test func theParametersMayCountInTheErrorTest() throws {
        for kind in [GradientMethod.continuous(), .interpolating()] {
            let found = try Self.gradient(.tsit5, kind, tolerance: 1e-12, norm: .full)
            #expect(largestDifference(found, Self.reference) < 1e-9)
        }
    }

    @Test func withoutAPullbackByDifferences() throws {
        let plain = DifferentialEquation<Double>(features: 2, parameters: seasonalPrey.parameters) { t, y, p, dy in
            dy[0] = p[0] * y[0] * (1 + 0.1 * sin(t)) - p[1] * y[0] * y[1]
            dy[1] = p[2] * y[0] * y[1] - p[3] * y[1]
        }
        for kind in [GradientMethod.discrete, .continuous(), .interpolating()] {
            let found = try Self.gradient(.tsit5, kind, tolerance: 1e-11, equation: plain)
            #expect(largestDifference(found, Self.reference) < 1e-7)
        }
    }

    @Test func aMethodWithoutDiscreteAdjointSaysSo() {
        #expect(throws: SolverError.noDiscreteGradient(method: "rodas5p")) {
            try Self.gradient(.rodas5p, .discrete, tolerance: 1e-6)
        }
    }

    @Test func checkpointsStayWithinTheirBytesAndRepeatFewSteps() throws {
        let tape = RowTape<Double>(features: 2, direction: 1, keepsPath: false)
        let control = StepControl.adaptive(relative: 1e-10, absolute: 1e-11)
        let integrator = try RowIntegrator(
            seasonalPrey.makeField(), .tsit5, control, SolverOptions(), crossings: [], from: 0, to: 50)
        tape.begin(at: 0, [1, 1])
        integrator.observer = { polynomial, recorded, from, to in
            tape.add(polynomial, recorded, from: from, to: to)
        }
        _ = try integrator.run(initial: [1, 1], output: .end)
        let count = tape.segments[0].steps.count
        #expect(count > 500)
        let replay = try RowIntegrator(
            seasonalPrey.makeField(), .tsit5, control, SolverOptions(), crossings: [], from: 0, to: 0)
        let bytes = 10 * StepStates<Double>.bytes(features: 2)
        let states = StepStates(tape, replay: replay.state, replay.method, bytes: bytes)
        for step in (0..<count).reversed() {
            let recorded = try states.recorded(segment: 0, step: step)
            #expect(recorded.time == tape.segments[0].steps[step].time)
        }
        #expect(states.mostCheckpoints <= 10)
        // With ten checkpoints C(10 + r, 10) steps are reversed with no step made more than r times: r = 3 reaches 286, 4 1001.
        #expect(states.repeatedSteps < 4 * count)
    }

    @Test func aRecordedFieldInARowGivesTheBlocksGradient() throws {
        let parameters = (0..<32).map { 0.5 * sin(Double(3 * $0 + 1)) }
        let equation = DifferentialEquation<Double>(
            field: AdjointProblem.field(dependsOnTime: true), parameters: parameters)
        let start = [0.3, -0.2]
        let weights = [1.0, 2]
        var found: [[Double]] = []
        for kind in [GradientMethod.discrete, .continuous(), .interpolating()] {
            let solved = try equation.solveDifferentiably(
                start, from: 0, to: 1, control: .adaptive(relative: 1e-12, absolute: 1e-13), gradient: kind)
            let g = try solved.pullBack(SolutionCotangent(endState: weights))
            found.append(g.initial + g.parameters)
        }
        #expect(largestDifference(found[0], found[1]) < 1e-9)
        #expect(largestDifference(found[0], found[2]) < 1e-9)
        var moved = equation
        moved.parameters[3] += 1e-4
        let control = StepControl.adaptive(relative: 1e-13, absolute: 1e-14)
        let up = try moved.solve(start, from: 0, to: 1, method: .dop853, control: control).endState
        moved.parameters[3] -= 2e-4
        let down = try moved.solve(start, from: 0, to: 1, method: .dop853, control: control).endState
        let difference = zip(weights, zip(up, down)).map { $0 * ($1.0 - $1.1) }.reduce(0, +) / 2e-4
        #expect(abs(found[0][start.count + 3] - difference) < 1e-6)
    }
}
