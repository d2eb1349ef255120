import Foundation
import Testing

@testable import DifferentialEquations

/// Zero crossings: located, ordered, acted upon, differentiated.
@Suite struct ZeroCrossingTests {
    static let control = StepControl.adaptive(relative: 1e-10, absolute: 1e-12)
    static let bounce = ZeroCrossing<Double>(
        direction: .falling, condition: { t, y in y[0] }, change: { t, y in y[1] = -0.9 * y[1] })

    /// Times at which a ball from height y₀ hits the ground, 0.9 of the speed left each time.
    static func impacts(_ height: Double, _ g: Double, _ count: Int) -> [Double] {
        let first = (2 * height / g).squareRoot()
        var times = [first]
        for k in 1..<count { times.append(times[k - 1] + 2 * first * pow(0.9, Double(k))) }
        return times
    }

    @Test func aBouncingBallHitsTheGroundWhenItMust() throws {
        for method in [SolverMethod.bosh3, .dopri5, .tsit5, .dop853, .adams, .kvaerno5, .rodas5p, .auto] {
            let path = try fallingBall.solve(
                [10, 0], from: 0, to: 12, method: method, control: Self.control, crossings: [Self.bounce])
            let expected = Self.impacts(10, 9.81, path.crossings.count)
            #expect(path.crossings.count == 6, "\(method)")
            for (crossing, time) in zip(path.crossings, expected) {
                #expect(abs(crossing.time - time) < 1e-8, "\(method)")
                #expect(abs(crossing.state[0]) < 1e-8)
                #expect(crossing.stateAfter[1] == -0.9 * crossing.state[1])
            }
            #expect(!path.wasEnded && path.endTime == 12)
        }
    }

    @Test func aTerminalCrossingEndsTheSolve() throws {
        let ground = ZeroCrossing<Double>(direction: .falling, isTerminal: true, condition: { t, y in y[0] })
        let path = try fallingBall.solve(
            [10, 0], from: 0, to: 12, method: .tsit5, control: Self.control, output: .times([1, 1.4, 2, 3]),
            crossings: [ground])
        #expect(path.wasEnded)
        #expect(abs(path.endTime - Self.impacts(10, 9.81, 1)[0]) < 1e-10)
        #expect(path.times == [1, 1.4])
        #expect(abs(path.endState[0]) < 1e-12)
    }

    @Test func directionsAreThoseOfTheSolve() throws {
        let oscillator = DifferentialEquation<Double>(features: 2) { t, y, p, dy in
            dy[0] = y[1]
            dy[1] = -y[0]
        }
        func crossings(_ direction: ZeroCrossing<Double>.Direction, to end: Double) throws -> [Double] {
            let crossing = ZeroCrossing<Double>(direction: direction, condition: { t, y in y[0] })
            return try oscillator.solve(
                [1, 0], from: 0, to: end, method: .tsit5, control: Self.control, crossings: [crossing]
            ).crossings.map(\.time)
        }
        let pi = Double.pi
        for (found, expected) in [
            (try crossings(.falling, to: 10), [pi / 2, 5 * pi / 2]), (try crossings(.rising, to: 10), [3 * pi / 2]),
            (try crossings(.either, to: 10), [pi / 2, 3 * pi / 2, 5 * pi / 2]),
            (try crossings(.falling, to: -10), [-pi / 2, -5 * pi / 2]),
        ] {
            #expect(found.count == expected.count)
            for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-8) }
        }
    }

    @Test func severalCrossingsAtOnceAreAllMet() throws {
        let clock = DifferentialEquation<Double>(features: 1) { t, y, p, dy in dy[0] = 1 }
        let crossings = [
            ZeroCrossing<Double>(condition: { t, y in y[0] - 1 }),
            ZeroCrossing<Double>(condition: { t, y in 2 * y[0] - 2 }),
            ZeroCrossing<Double>(condition: { t, y in y[0] - 1.5 }, change: { t, y in y[0] = 0 }),
            ZeroCrossing<Double>(isTerminal: true, condition: { t, y in t - 2.75 }),
        ]
        let path = try clock.solve([0], from: 0, to: 9, method: .dopri5, control: Self.control, crossings: crossings)
        #expect(path.crossings.map(\.crossing) == [0, 1, 2, 0, 1, 3])
        let times = [1, 1, 1.5, 2.5, 2.5, 2.75]
        for (crossing, time) in zip(path.crossings, times) { #expect(abs(crossing.time - time) < 1e-12) }
        #expect(abs(path.endState[0] - 1.25) < 1e-12)
    }

    @Test func twoCrossingsWithinAStepAreSeen() throws {
        let clock = DifferentialEquation<Double>(features: 1) { t, y, p, dy in dy[0] = 1 }
        let crossing = ZeroCrossing<Double>(condition: { t, y in (y[0] - 0.4) * (y[0] - 0.7) })
        let path = try clock.solve([0], from: 0, to: 1, method: .dopri5, control: .fixed(1), crossings: [crossing])
        #expect(path.crossings.count == 2)
    }

    /// The second impact's time and the height at t = 5 with respect to height, speed and acceleration at the start.
    @Test func gradientsGoThroughCrossingTimesAndBounces() throws {
        let times = [1.0, 5]
        func loss(_ x: [Double]) throws -> Double {
            var ball = fallingBall
            ball.parameters = [x[2]]
            let path = try ball.solve(
                [x[0], x[1]], from: x[3], to: 6, method: .dopri5, control: Self.control, output: .times(times),
                crossings: [Self.bounce])
            return path.states[1][0] + 3 * path.crossings[1].time + path.crossings[0].state[1]
        }
        let point = [10.0, 0.2, 9.81, 0]
        let expected = try point.indices.map { index in
            var up = point
            var down = point
            up[index] += 1e-4
            down[index] -= 1e-4
            return (try loss(up) - loss(down)) / 2e-4
        }
        for kind in [GradientMethod.discrete, .checkpointed(bytes: 300), .continuous(), .interpolating()] {
            let solved = try fallingBall.solveDifferentiably(
                [10, 0.2], from: 0, to: 6, method: .dopri5, control: Self.control, times: times,
                crossings: [Self.bounce], gradient: kind)
            let g = try solved.pullBack(
                SolutionCotangent(
                    states: [[0, 0], [1, 0]], crossingStates: [[0, 1], [0, 0]], crossingTimes: [0, 3]))
            let found = g.initial + g.parameters + [g.startTime]
            #expect(largestDifference(found, expected) < 1e-6, "\(kind)")
        }
    }

    @Test func gradientsGoThroughATerminalCrossing() throws {
        // Of an orbit's first crossing of y₀ = 0: the time and the end state.
        let crossing = ZeroCrossing<Double>(isTerminal: true, condition: { t, y in y[0] - 0.5 * t })
        func loss(_ x: [Double]) throws -> Double {
            var equation = vanDerPol(1)
            equation.parameters = [x[2]]
            let path = try equation.solve(
                [x[0], x[1]], from: 0, to: 20, method: .dop853, control: Self.control, crossings: [crossing])
            return 2 * path.endTime + path.endState[1]
        }
        let point = [2.0, 0, 1]
        let expected = try point.indices.map { index in
            var up = point
            var down = point
            up[index] += 1e-4
            down[index] -= 1e-4
            return (try loss(up) - loss(down)) / 2e-4
        }
        for kind in [GradientMethod.discrete, .continuous(), .interpolating()] {
            let solved = try vanDerPol(1).solveDifferentiably(
                [2, 0], from: 0, to: 20, method: .tsit5, control: Self.control, crossings: [crossing], gradient: kind)
            let g = try solved.pullBack(SolutionCotangent(endState: [0, 1], crossingTimes: [2]))
            #expect(largestDifference(g.initial + g.parameters, expected) < 1e-6, "\(kind)")
        }
    }
}
