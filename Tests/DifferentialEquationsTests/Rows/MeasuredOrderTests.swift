import DifferentialEquations
import Foundation
import Lanes
import Testing

extension SolverMethod {
    /// The order of the solution with fixed steps, that of the dense output within a step, and the least error at which
    /// neither rounding nor the inner iteration is seen.
    fileprivate var expected: (order: Double, dense: Double?, floor: Double) {
        switch self {
        case .euler: (1, 1, 5e-13)
        case .midpoint, .heun: (2, 2, 5e-13)
        case .bosh3: (3, 3, 5e-13)
        case .rk4: (4, 3, 5e-13)
        case .dopri5: (5, 4, 5e-13)
        // Its leading coefficients are so small that those after them are seen longer.
        case .tsit5, .auto: (5, 4, 1e-14)
        case .dop853: (8, 7, 2e-13)
        // With several steps: a single one is its starter's.
        case .adams: (5, nil, 5e-13)
        case .kvaerno3: (3, 3, 1e-11)
        case .kvaerno5: (5, 4, 1e-11)
        case .rodas5p: (5, 4, 1e-11)
        default: preconditionFailure("no order is expected of \(self)")
        }
    }
}

@Suite struct MeasuredOrderTests {
    @Test func expmIsThatOfMpmath() {
        // Printed by golden/expm.py (mpmath 1.3.0).
        let golden = [0.1040354362590009, 0.2330804466265174, 0.501994708319032]
        for (value, right) in zip(SmoothProblem<Double>.linear.solution(4), golden) {
            #expect(abs(value - right) < 1e-14)
        }
    }

    /// The slope between the two finest steps whose errors are above the floor.
    private func slope(floor: Double, _ error: (Int) throws -> Double) rethrows -> Double {
        var count = 16
        var coarse = try error(8)
        var fine = try error(16)
        while count < 256 {
            let next = try error(2 * count)
            guard next > floor else { break }
            (coarse, fine, count) = (fine, next, 2 * count)
        }
        return log2(coarse / fine)
    }

    @Test(arguments: SolverMethod.allCases) func orderIsThatOfTheMethod(method: SolverMethod) throws {
        for problem in SmoothProblem<Double>.all {
            // The stability function of Rodas5P is of order 6.
            let order = method == .rodas5p && problem.name == "expm" ? 6 : method.expected.order
            for isBackward in [false, true] {
                let slope = try slope(floor: method.expected.floor) {
                    try problem.error(method, count: $0, isBackward: isBackward)
                }
                #expect(abs(slope - order) < 0.2, "\(problem.name), backward: \(isBackward)")
            }
        }
    }

    @Test(arguments: SolverMethod.allCases) func denseOutputIsOfItsOrder(method: SolverMethod) throws {
        guard let order = method.expected.dense else { return }
        for problem in SmoothProblem<Double>.all {
            let slope = try slope(floor: 2e-14) {
                try problem.denseError(method, step: 2 / Double($0))
            }
            #expect(abs(slope - order - 1) < 0.2, "\(problem.name)")
        }
    }

    /// Where the error of the method outweighs rounding, Float has that of Double.
    @Test(arguments: SolverMethod.allCases) func floatHasTheErrorOfDouble(method: SolverMethod) throws {
        // The inner iteration of Kværnø's methods stops some ten units in the last place away, at each of their stages;
        // Rodas5P has coefficients above a hundred, whose products cancel.
        let rounding =
            switch method {
            case .kvaerno3, .kvaerno5: 5e-4
            case .rodas5p: 5e-5
            default: 1e-5
            }
        for (problem, same) in zip(SmoothProblem<Float>.all, SmoothProblem<Double>.all) {
            for isBackward in [false, true] {
                for count in [8, 16, 32, 64] {
                    let error = try problem.error(method, count: count, isBackward: isBackward)
                    let right = try same.error(method, count: count, isBackward: isBackward)
                    #expect(abs(error - right) < 0.02 * right + rounding, "\(problem.name), \(count) steps")
                }
            }
        }
    }
}
