import Lanes
import Testing

@testable import DifferentialEquations

/// The formula of step sizes and first steps, which blocks and rows share.
@Suite struct StepControllerTests {
    private func factors(_ errors: [Double], _ settings: PIDController, power: Int) -> [Double] {
        let width = LaneBlock.width
        let memory = LaneBuffer<Double>(count: 4 * width)
        return errors.map { error in
            memory.pointer[0] = error
            StepController<Double>(settings, errorPower: power).judge(
                error: memory.pointer, factor: memory.pointer + width, lastError: memory.pointer + 2 * width,
                errorBefore: memory.pointer + 3 * width, active: 1, lanes: width)
            return memory.pointer[width]
        }
    }

    @Test func theIntegralControllerIsThePowerOfTheError() {
        for (error, expected) in [(0.5, 0.9 * 1.148698354997035), (1, 0.9), (2, 0.9 * 0.8705505632961241)] {
            #expect(abs(factors([error], PIDController(), power: 5)[0] - expected) < 1e-14)
        }
    }

    @Test func factorsAreLimited() {
        #expect(factors([0], PIDController(), power: 5)[0] == 10)
        #expect(factors([1e9], PIDController(), power: 5)[0] == 0.2)
        #expect(factors([.nan], PIDController(), power: 5)[0] == 0.2)
        #expect(factors([.infinity], PIDController(), power: 5)[0] == 0.2)
    }

    /// β₁ = 0.7, β₂ = −0.4 of a PI controller: the second step sees the first error, a rejected one is forgotten.
    @Test func acceptedErrorsAreRemembered() {
        var settings = PIDController()
        settings.proportional = 0.4
        settings.integral = 0.3
        let found = factors([0.5, 3, 0.25], settings, power: 1)
        let expected = 0.9 * 2.6390158215457884 * 0.757858283255199  // 0.25^−0.7 · 0.5^0.4
        #expect(abs(found[2] - expected) < 1e-14)
    }

    @Test func ofTwoEstimatesTheRoughOneCountsATenth() {
        let found = StepController<Double>.combine(0.3, 4)
        #expect(abs(found - 0.09 / (0.09 + 0.01 * 16).squareRoot()) < 1e-15)
        #expect(StepController<Double>.combine(0.3, .infinity) == .infinity)
    }

    @Test func theFirstStepFollowsHairersRule() {
        // d₀ = 2, d₁ = 4, d₂ = 8, order 4: min(100 · 0.005, (0.01 / 8)^(1/5)).
        #expect(FirstStep.trial(state: 2, slope: 4) == 0.005)
        #expect(FirstStep.trial(state: 0, slope: 4) == 1e-6)
        let size = FirstStep.sizes(trials: [0.005], slopes: [4], changes: [8], errorPower: 5)[0]
        #expect(abs(size - 0.26265278044037674) < 1e-14)
        #expect(FirstStep.sizes(trials: [1e-6], slopes: [0], changes: [0], errorPower: 5) == [1e-6])
        #expect(FirstStep.sizes(trials: [0.1], slopes: [1], changes: [.infinity], errorPower: 5)[0].isNaN)
    }

    /// A row alone and in a block takes the same steps, by the same formula, where no end cuts one short.
    @Test(arguments: [SolverMethod.bosh3, .dopri5, .tsit5, .dop853]) func rowsStepAsBlocksDo(method: SolverMethod)
        throws
    {
        let field = VectorField(features: 2) { program, y, _ in
            program.concatenate([program.copy(y[1..<2]), program.scale(y[0..<1], by: -1)])
        }
        let control = StepControl.adaptive(relative: 1e-6, absolute: 1e-8)
        let request = SolutionRequest<Double>(initial: [1, 0.5], start: 0, times: [20])
        let block = try field.solve([request], method: method, control: control)[0]
        let row = try DifferentialEquation(field: field, parameters: []).solve(
            [1, 0.5], from: 0, to: 20, method: method, control: control, options: SolverOptions())
        #expect(block.statistics.accepted == row.statistics.accepted)
        #expect(block.statistics.rejected == row.statistics.rejected)
        for (a, b) in zip(block.endState, row.endState) { #expect(abs(a - b) < 1e-9) }
    }
}
