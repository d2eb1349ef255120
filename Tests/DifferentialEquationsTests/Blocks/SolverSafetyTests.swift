import DifferentialEquations
import Differentiation
import Lanes
import Testing

/// What cannot be solved is said, with time, step and statistics, and is never answered with a NaN.
@Suite struct SolverSafetyTests {
    private static let adaptive = ExplicitMethod.allCases.filter { $0.tableau.embeddedOrder != nil }

    private func failure<Scalar: LaneScalar>(
        _ field: VectorField, _ initial: [Scalar], until time: Double, method: ExplicitMethod = .dopri5,
        control: StepControl = .adaptive(relative: 1e-5, absolute: 1e-6), options: SolverOptions = SolverOptions()
    ) -> SolverError? {
        do throws(SolverError) {
            // A row that is well beside the one that is not: the error names the latter.
            let mild = SolutionRequest<Scalar>(initial: initial.map { _ in 0.001 }, start: 0, times: [1e-3])
            _ = try field.solve(
                [mild, SolutionRequest<Scalar>(initial: initial, start: 0, times: [time])],
                method: SolverMethod(method),
                control: control, options: options)
            return nil
        } catch {
            return error
        }
    }

    private func wrong(_ error: SolverError?) { Issue.record("\(String(describing: error))") }

    private let square = VectorField(features: 1) { program, y, _ in program.multiply(y, y) }

    /// y' = y² from 1 is 1/(1 − t).
    @Test(arguments: adaptive) func aBlowUpIsFoundWhereItIs(method: ExplicitMethod) throws {
        let error = try #require(failure(square, [1.0], until: 2, method: method))
        switch error {
        case .stepTooSmall(let row, let time, let step, let s), .nonFinite(let row, let time, let step, let s):
            #expect(row == 1 && abs(time - 1) < 1e-3 && step > 0 && step < 1e-6)
            #expect(s.accepted > 10 && s.evaluations > s.accepted)
        default: wrong(error)
        }
        // Steps of one size pass over the pole and overflow.
        let fixed = try #require(failure(square, [1.0], until: 60, method: method, control: .fixed(0.5)))
        guard case .nonFinite(1, _, 0.5, _) = fixed else { return wrong(fixed) }
    }

    /// A field of constant size runs out of single precision: the state overflows while the field, 10³⁶ tanh y, does not.
    @Test(arguments: adaptive) func anOverflowIsNotTakenForAState(method: ExplicitMethod) throws {
        let steady = VectorField(features: 1) { program, y, _ in program.scale(program.activate(y, .tanh), by: 1e36) }
        var options = SolverOptions()
        options.maximumSteps = 2000
        // Steps grow ever smaller before the largest number: one bound or the other is met there.
        switch failure(steady, [Float(100)], until: 1000, method: method, options: options) {
        case .nonFinite(1, let time, _, _), .tooManySteps(1, let time, _, _), .stepTooSmall(1, let time, _, _):
            #expect(time > 100 && time < 340.3)
        case let error: wrong(error)
        }
    }

    @Test func aFieldThatIsNotFiniteIsSaidSo() throws {
        let invalid = VectorField(features: 1) { program, y, _ in program.log(y) }
        for value in [-1.0, .nan, .infinity] {
            let error = try #require(failure(invalid, [value], until: 2))
            guard case .nonFinite(1, 0, _, _) = error else { return wrong(error) }
        }
        // y' = log(y) − 1 from ½ reaches 0, where the logarithm ends.
        let ending = VectorField(features: 1) { program, y, _ in program.scale(program.log(y), by: 1, plus: -1) }
        let error = try #require(failure(ending, [0.5], until: 2))
        switch error {
        case .stepTooSmall(1, let time, _, _), .nonFinite(1, let time, _, _): #expect(time > 0.1 && time < 1)
        default: wrong(error)
        }
    }

    @Test func evaluationsAndStepsAreCapped() throws {
        var options = SolverOptions()
        options.maximumEvaluations = 60
        let evaluations = failure(square, [0.1], until: 9.9, options: options)
        guard case .tooManyEvaluations(1, let time, _, let s) = evaluations else {
            return wrong(evaluations)
        }
        #expect(s.evaluations > 60 && s.evaluations <= 66 && time > 0 && time < 9.9)
        options = SolverOptions()
        options.smallestStep = 0.01
        let step = failure(square, [1.0], until: 2, options: options)
        guard case .stepTooSmall(1, let end, let size, _) = step else {
            return wrong(step)
        }
        #expect(size < 0.01 && size > 1e-3 && end > 0.5 && end < 1)
        // A step that the end cuts short may be smaller.
        options.mayPassEnd = false
        #expect(failure(square, [1e-3], until: 1, options: options) == nil)
        #expect("\(try #require(evaluations))".contains("too many evaluations"))
    }

    @Test func aRowThatIsSolvedAloneHasTheSameBounds() throws {
        let control = StepControl.adaptive(relative: 1e-5, absolute: 1e-6)
        var options = SolverOptions()
        options.maximumEvaluations = 60
        #expect {
            try solve([1.0], from: 0, to: 0.999999, control: control, options: options) { _, y, dy in
                dy[0] = y[0] * y[0]
            }
        } throws: { error in
            guard case SolverError.tooManyEvaluations = error else { return false }
            return true
        }
        options = SolverOptions()
        options.smallestStep = 0.01
        #expect {
            try solve([1.0], from: 0, to: 2, control: control, options: options) { _, y, dy in dy[0] = y[0] * y[0] }
        } throws: { error in
            guard case SolverError.stepTooSmall(_, _, let size, _) = error else { return false }
            return size < 0.01 && size > 1e-3
        }
    }

    /// A pullback that cannot be had is a typed error too: the state of a strongly contracting field does not go back.
    @Test func anAdjointThatFailsSaysWhere() throws {
        let contracting = VectorField(features: 1) { program, y, _ in
            program.scale(program.multiply(program.multiply(y, y), y), by: -1e6)
        }
        let solver = DifferentiableSolver<Double>(
            field: contracting, method: .dormandPrince54, control: .adaptive(relative: 1e-3, absolute: 1e-3),
            gradient: .continuous(), capacity: 1)
        let capacity = solver.solver.capacity
        let initial = LaneBuffer<Double>(count: capacity)
        initial.pointer[0] = 1
        let outputs = LaneBuffer<Double>(count: capacity)
        let cotangents = LaneBuffer<Double>(count: capacity)
        cotangents.pointer[0] = 1
        let found = LaneBuffer<Double>(count: capacity)
        var gradient = [0.0]
        #expect(throws: SolverError.self) {
            try [0.0].withUnsafeBufferPointer { starts in
                try [1.0].withUnsafeBufferPointer { times in
                    try [0, 1].withUnsafeBufferPointer { offsets in
                        let request = BlockRequest(
                            rows: 1, initial: UnsafePointer(initial.pointer), startTimes: starts.baseAddress!,
                            outputTimes: times.baseAddress!, outputOffsets: offsets.baseAddress!)
                        try solver.solve(request, parameters: [0], outputs: outputs.pointer, recording: true)
                        try solver.pullBack(
                            outputs: outputs.pointer, cotangents.pointer, request: request, parameters: [0],
                            gradient: &gradient, initialCotangent: found.pointer)
                    }
                }
            }
        }
        #expect(gradient[0].isFinite)
    }

    /// An absolute tolerance of 0 leaves a state of 0 no room for an error: the tolerance is named, not the field.
    @Test(arguments: [SolverMethod.dopri5, .kvaerno5, .auto]) func aZeroStateNeedsAnAbsoluteTolerance(
        method: SolverMethod
    ) throws {
        let field = VectorField(features: 2) { program, y, _ in program.scale(y, by: 0.5, plus: 1) }
        let control = StepControl.adaptive(relative: 1e-6, absolute: 0)
        let zero = SolutionRequest<Double>(initial: [1, 0], start: 0.5, times: [2])
        let error = #expect(throws: SolverError.self) {
            try field.solve(
                [SolutionRequest(initial: [1, 1], start: 0, times: [1]), zero], method: method, control: control)
        }
        #expect(error == .zeroTolerance(row: 1, time: 0.5, feature: 1))
        #expect(error.map { "\($0)".contains("give a positive absolute tolerance") } == true)
    }

    @Test func anEquationSolvesWithoutAControl() throws {
        let path = try solve([1.0], from: 0, to: 1) { _, y, dy in dy[0] = y[0] }
        #expect(abs(path.endState[0] - 2.718281828459045) < 1e-5)
    }
}
