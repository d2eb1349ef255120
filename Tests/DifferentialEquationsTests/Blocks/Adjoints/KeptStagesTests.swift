// Long: one problem, its reference and what is held against it belong together.
import Differentiation
import Lanes
import Testing

@testable import DifferentialEquations

/// Rows of a time-dependent network with ends of their own, for either scalar type.
private struct KeptProblem<Scalar: LaneScalar> {
    struct Found: Equatable {
        var outputs: [Scalar]
        var initial: [Scalar]
        var errors: [Double]
        var statistics: [RowStatistics]
        var gradient: [Scalar] = []
        var evaluations = 0
        var pullbacks = 0

        /// Everything that belongs to one row alone.
        var ofRows: Found { Found(outputs: outputs, initial: initial, errors: errors, statistics: statistics) }

        var isFinite: Bool { (gradient + initial + outputs).reduce(true) { $0 && $1.isFinite } }
    }

    /// A network of time and `features` features with eight hidden units.
    static func network(features: Int) -> VectorField {
        VectorField(features: features, dependsOnTime: true) { program, y, t in
            let width = features + 1
            let input = program.concatenate([y, program.copy(t!)])
            let hidden = program.affine(input, weights: 0, bias: 8 * width, features: 8, activation: .tanh)
            return program.affine(
                hidden, weights: 8 * width + 8, bias: 8 * width + 8 + 8 * features, features: features)
        }
    }

    let solver: BlockSolver<Scalar>
    var parameters: [Scalar]
    /// `(rows)(features)`.
    var initial: [[Scalar]]
    var starts: [Double]
    var times: [[Double]]
    var firstSteps: [Double]?
    /// Whose cotangents each row takes, `nil` for none.
    var draws: [Int?]

    init(
        _ method: ExplicitMethod, _ control: StepControl, field: VectorField? = nil, features: Int = 3, rows: Int,
        parameters: [Scalar]? = nil
    ) {
        let field = field ?? Self.network(features: features)
        solver = BlockSolver(field: field, method: method.tableau, control: control, capacity: rows)
        let random = Philox4x32(seed: 5)
        func draw(_ stream: UInt32, _ index: Int) -> Scalar {
            Scalar(random.normal(epoch: stream, series: UInt32(index), sample: 0, index: 0))
        }
        self.parameters = parameters ?? (0..<16 + 17 * features).map { 1.5 * draw(0, $0) }
        initial = (0..<rows).map { row in (0..<field.features).map { draw(1, row * field.features + $0) } }
        draws = Array(0..<rows)
        starts = (0..<rows).map { 0.1 * Double($0 % 3) }
        // Rows end at times of their own in no order, some at their start, some backward in time; some outputs stand at the
        // start, some close together.
        times = (0..<rows).map { row in
            let start = 0.1 * Double(row % 3)
            let length = 0.3 * Double(1 + row * 7 % 11) * (row % 4 == 3 ? -1 : 1)
            return switch row % 6 {
            case 4: []
            case 5: [start, start + length]
            default: [start + 0.3 * length, start + 0.31 * length, start + length]
            }
        }
    }

    func gradients() throws -> Found {
        let features = solver.features
        let capacity = solver.capacity
        let size = (times.map(\.count).max() ?? 0) * features * capacity
        let outputs = LaneBuffer<Scalar>(count: size)
        let cotangents = LaneBuffer<Scalar>(count: size)
        for row in times.indices {
            guard let draw = draws[row] else { continue }
            for index in 0..<times[row].count * features {
                cotangents.pointer[index * capacity + row] = Scalar((11 * index + draw) * 7 % 13) / 13 - 0.4
            }
        }
        let start = LaneBuffer<Scalar>(count: features * capacity)
        for (row, state) in initial.enumerated() {
            for (feature, value) in state.enumerated() { start.pointer[feature * capacity + row] = value }
        }
        let offsets = times.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        var found = Found(
            outputs: [], initial: [Scalar](repeating: 0, count: features * capacity), errors: [], statistics: [])
        found.gradient = [Scalar](repeating: 0, count: parameters.count)
        let first = firstSteps ?? [0]
        try starts.withUnsafeBufferPointer { starts in
            try (Array(times.joined()) + [0]).withUnsafeBufferPointer { times in
                try offsets.withUnsafeBufferPointer { offsets in
                    try first.withUnsafeBufferPointer { first in
                        var request = BlockRequest<Scalar>(
                            rows: initial.count, initial: UnsafePointer(start.pointer),
                            startTimes: starts.baseAddress!, outputTimes: times.baseAddress!,
                            outputOffsets: offsets.baseAddress!)
                        if firstSteps != nil { request.firstSteps = first.baseAddress }
                        try solver.solve(request, parameters: parameters, outputs: outputs.pointer, recording: true)
                        solver.pullBack(
                            cotangents.pointer, request: request, parameters: parameters, gradient: &found.gradient,
                            initialCotangent: &found.initial)
                    }
                }
            }
        }
        found.outputs = (0..<size).map { outputs.pointer[$0] }
        found.errors = (0..<initial.count).map { solver.errorSum(of: $0) }
        found.statistics = Array(solver.statistics.prefix(initial.count))
        found.evaluations = solver.backwardEvaluations
        found.pullbacks = solver.backwardPullbacks
        return found
    }

    /// The largest distance between two gradients, in units of the largest entry.
    static func distance(_ a: [Scalar], _ b: [Scalar]) -> Double {
        let size = b.reduce(0) { max($0, abs(Double($1))) }
        return zip(a, b).map { abs(Double($0) - Double($1)) }.max().map { $0 / size } ?? 0
    }
}

/// Stages that were kept from the forward solve give what stages computed again give: to a bit where a row's own results are
/// concerned, to rounding where rows are summed.
@Suite struct KeptStagesTests {
    private static let adaptive = ExplicitMethod.allCases.filter { $0.tableau.embeddedOrder != nil }

    private let control = StepControl.adaptive(relative: 1e-4, absolute: 1e-5)

    private func compare<Scalar: LaneScalar>(_ problem: KeptProblem<Scalar>, rounding: Double) throws {
        let solver = problem.solver
        let step = solver.bytesPerKeptStep
        solver.errorWeight = problem.solver.method.embeddedOrder == nil ? 0 : 0.3
        solver.stageMemory = 0
        let computed = try problem.gradients()
        #expect(solver.tape.keptIterations == 0 && solver.tape.iterations > 5)
        #expect(computed.isFinite)
        // None of a solve's steps, some, all.
        for bytes in [step - 1, step, 4 * step + 1, 1 << 30] {
            solver.stageMemory = bytes
            let kept = try problem.gradients()
            #expect(solver.tape.keptIterations == min(bytes / step, solver.tape.iterations))
            #expect(kept.ofRows == computed.ofRows)
            #expect(KeptProblem.distance(kept.gradient, computed.gradient) < rounding)
            #expect(kept.pullbacks == computed.pullbacks)
            #expect(kept.evaluations <= computed.evaluations)
        }
        // Whatever the memory held before.
        #expect(try problem.gradients() == problem.gradients())
    }

    @Test(arguments: adaptive) func equalStagesComputedAgain(method: ExplicitMethod) throws {
        let double = KeptProblem<Double>(method, control, rows: 37)
        try compare(double, rounding: 1e-13)
        #expect(double.solver.statistics.contains { $0.rejected > 0 })
        try compare(KeptProblem<Float>(method, control, rows: 37), rounding: 1e-5)
    }

    @Test(arguments: ExplicitMethod.allCases) func equalStagesComputedAgainOfFixedSteps(method: ExplicitMethod) throws {
        try compare(KeptProblem<Double>(method, .fixed(0.11), rows: 20), rounding: 1e-13)
    }

    @Test func nothingIsComputedAgainWhereAllIsKept() throws {
        var problem = KeptProblem<Float>(.dopri5, control, rows: 16)
        // Every row takes steps, so that lanes are rows and the first stage is kept as well.
        problem.times = problem.starts.map { [$0 + 1] }
        problem.solver.stageMemory = 0
        let computed = try problem.gradients()
        #expect(computed.evaluations == computed.pullbacks)
        problem.solver.stageMemory = 1 << 30
        #expect(try problem.gradients().evaluations == 0)
    }

    /// With few features, lane by lane; with more, outputs of a group of lanes are interpolated side by side where they can be.
    @Test(arguments: [3, 9], [0, 1 << 30]) func whatARowGetsDependsOnNoOther(features: Int, memory: Int) throws {
        try permute(KeptProblem<Float>(.tsit5, control, features: features, rows: 37), memory: memory)
        try permute(KeptProblem<Double>(.dop853, control, features: features, rows: 37), memory: memory)
    }

    private func permute<Scalar: LaneScalar>(_ problem: KeptProblem<Scalar>, memory: Int) throws {
        let features = problem.solver.features
        var problem = problem
        // Many outputs a step, in every row, so that rows stand in the lanes of their numbers.
        problem.times = (0..<37).map { row in
            let length = problem.times[row].last.map { $0 - problem.starts[row] } ?? 0.8
            return (0...60).map { problem.starts[row] + length * Double($0) / 60 }
        }
        problem.solver.stageMemory = memory
        let whole = try problem.gradients()
        let order = (0..<37).map { ($0 * 8 + 3) % 37 }
        var permuted = problem
        permuted.initial = order.map { problem.initial[$0] }
        permuted.starts = order.map { problem.starts[$0] }
        permuted.times = order.map { problem.times[$0] }
        permuted.draws = order
        let found = try permuted.gradients()
        let capacity = problem.solver.capacity
        for (place, row) in order.enumerated() {
            #expect(found.statistics[place] == whole.statistics[row])
            for index in 0..<problem.times[row].count * features {
                #expect(found.outputs[index * capacity + place] == whole.outputs[index * capacity + row])
            }
            for index in 0..<features {
                #expect(found.initial[index * capacity + place] == whole.initial[index * capacity + row])
            }
        }
    }

    /// Trial steps so long that what they evaluate overflows leave no trace in the gradient.
    @Test(arguments: [ExplicitMethod.dopri5, .dop853]) func rejectedOverflowsLeaveNoTrace(method: ExplicitMethod) throws
    {
        // y' = w e^y − y: the exponential of a trial state is infinite, and the product's other factor is its weight.
        let field = VectorField(features: 1) { program, y, _ in
            program.subtract(program.affine(program.exp(y), weights: 0, bias: 1, features: 1), y)
        }
        func problem() -> KeptProblem<Float> {
            var problem = KeptProblem<Float>(
                method, control, field: field, rows: 19, parameters: [0.05, 0.1])
            problem.initial = (0..<19).map { [1 + Float($0) / 19] }
            problem.starts = [Double](repeating: 0, count: 19)
            problem.times = (0..<19).map { [0.5 + 0.2 * Double($0 % 5)] }
            problem.firstSteps = (0..<19).map { $0 % 3 == 0 ? 1e4 : 0.01 }
            return problem
        }
        let kept = problem()
        kept.solver.stageMemory = 1 << 30
        let found = try kept.gradients()
        #expect((0..<19).allSatisfy { $0 % 3 != 0 || found.statistics[$0].rejected > 0 })
        let computed = problem()
        computed.solver.stageMemory = 0
        let expected = try computed.gradients()
        #expect(found.ofRows == expected.ofRows)
        #expect(found.isFinite)
        #expect(KeptProblem.distance(found.gradient, expected.gradient) < 1e-5)
    }

    /// Lanes without a row stand where the field has a value: here it has none at zero.
    @Test(arguments: [0, 1 << 30]) func lanesWithoutARowLeaveNoTrace(memory: Int) throws {
        // y' = w log y + b.
        let field = VectorField(features: 1) { program, y, _ in
            program.affine(program.log(y), weights: 0, bias: 1, features: 1)
        }
        func problem(rows: Int) -> KeptProblem<Double> {
            var problem = KeptProblem<Double>(
                .dopri5, .adaptive(relative: 1e-6, absolute: 1e-8), field: field, rows: rows, parameters: [0.4, 0.3])
            problem.initial = (0..<rows).map { [2 + Double(min($0, 2)) / 19] }
            problem.starts = [Double](repeating: 0, count: rows)
            problem.times = (0..<rows).map { [2 + Double(min($0, 2))] }
            problem.draws = (0..<rows).map { $0 < 3 ? $0 : nil }
            problem.solver.stageMemory = memory
            return problem
        }
        let few = try problem(rows: 3).gradients()
        let full = try problem(rows: 16).gradients()
        #expect(few.isFinite && full.isFinite)
        #expect(few.initial[..<3] == full.initial[..<3])
        #expect(KeptProblem.distance(few.gradient, full.gradient) < 1e-14)
    }

    @Test func memoryIsThatOfTheStagesKept() throws {
        let problem = KeptProblem<Float>(.dopri5, control, rows: 37)
        let solver = problem.solver
        let capacity = solver.capacity
        let arena = solver.programStages.field.program.arenaFeatures
        let step = solver.bytesPerKeptStep
        #expect(step == 7 * (arena * capacity + LaneBlock.width) * 4)
        solver.stageMemory = 0
        _ = try problem.gradients()
        let iterations = solver.tape.iterations
        #expect(solver.recordedBytes == iterations * capacity * (2 * 3 * 4 + 32))
        let before = solver.allocatedBytes
        solver.stageMemory = 5 * step
        _ = try problem.gradients()
        #expect(
            solver.recordedBytes
                == 5 * step + iterations * capacity * 32 + (iterations - 5) * capacity * 2 * 3 * 4)
        #expect(solver.allocatedBytes == before + 5 * step)
        _ = try problem.gradients()
        #expect(solver.allocatedBytes == before + 5 * step)
    }

    @Test func wideFieldsKeepTheirStages() {
        func memory(_ width: Int) -> Int {
            let field = VectorField(features: 4) { program, y, _ in
                var offset = 0
                func layer(_ x: Value, _ features: Int, _ activation: Activation) -> Value {
                    defer { offset += (x.features + 1) * features }
                    return program.affine(
                        x, weights: offset, bias: offset + x.features * features, features: features,
                        activation: activation)
                }
                return layer(layer(layer(y, width, .tanh), width, .tanh), 4, .identity)
            }
            return BlockSolver<Float>(
                field: field, method: ExplicitMethod.dopri5.tableau, control: .fixed(1), capacity: 16
            ).stageMemory
        }
        #expect(memory(20) == 0)
        #expect(memory(100) == 8 << 20)
    }
}
