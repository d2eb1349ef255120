import DifferentialEquations
import Differentiation
import Lanes
import Testing

@Suite struct DiscreteAdjointTests {
    /// A field 2-5-2 with tanh, optionally of time too: parameters `(5, 2 or 3)`, `(5)`, `(2, 5)`, `(2)`.
    private func field(dependsOnTime: Bool) -> VectorField {
        VectorField(features: 2, dependsOnTime: dependsOnTime) { program, y, t in
            let input = t.map { program.concatenate([y, program.copy($0)]) } ?? y
            let width = input.features
            let hidden = program.affine(input, weights: 0, bias: 5 * width, features: 5, activation: .tanh)
            return program.affine(hidden, weights: 5 * width + 5, bias: 5 * width + 15, features: 2)
        }
    }

    /// Loss Σ cos-like weights · outputs, its gradients by the adjoint and by central differences.
    private func compare(
        method: ExplicitMethod, control: StepControl, dependsOnTime: Bool = false, times: [[Double]],
        starts: [Double], tolerance: Double = 1e-6
    ) throws {
        let field = field(dependsOnTime: dependsOnTime)
        let count = 5 * (dependsOnTime ? 3 : 2) + 5 + 10 + 2
        let random = Philox4x32(seed: 11)
        func draw(_ stream: UInt32, _ index: Int) -> Double {
            random.normal(epoch: stream, series: UInt32(index), sample: 0, index: 0)
        }
        let parameters = (0..<count).map { 0.6 * draw(0, $0) }
        let rows = times.count
        let solver = BlockSolver<Double>(field: field, method: method.tableau, control: control, capacity: rows)
        let capacity = solver.capacity
        let initial = (0..<2 * capacity).map { draw(1, $0) }
        let flatTimes: [Double] = Array(times.joined()) + [0]
        let offsets = times.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
        let most = times.map(\.count).max() ?? 0
        let outputs = LaneBuffer<Double>(count: most * 2 * capacity)
        let weights = LaneBuffer<Double>(count: most * 2 * capacity)
        for row in 0..<rows {
            for k in times[row].indices {
                for feature in 0..<2 {
                    weights.pointer[(k * 2 + feature) * capacity + row] = draw(2, (row * 50 + k) * 2 + feature)
                }
            }
        }
        func withRequest<R>(_ initial: [Double], _ body: (BlockRequest<Double>) throws -> R) throws -> R {
            try initial.withUnsafeBufferPointer { initial in
                try starts.withUnsafeBufferPointer { starts in
                    try flatTimes.withUnsafeBufferPointer { times in
                        try offsets.withUnsafeBufferPointer { offsets in
                            try body(
                                BlockRequest(
                                    rows: rows, initial: initial.baseAddress!, startTimes: starts.baseAddress!,
                                    outputTimes: times.baseAddress!, outputOffsets: offsets.baseAddress!))
                        }
                    }
                }
            }
        }
        func loss(_ initial: [Double], _ parameters: [Double]) throws -> Double {
            try withRequest(initial) { request in
                try solver.solve(request, parameters: parameters, outputs: outputs.pointer)
                return (0..<most * 2 * capacity).reduce(0.0) { $0 + outputs.pointer[$1] * weights.pointer[$1] }
            }
        }
        var gradient = [Double](repeating: 0, count: count)
        var initialGradient = [Double](repeating: 0, count: 2 * capacity)
        try withRequest(initial) { request in
            try solver.solve(request, parameters: parameters, outputs: outputs.pointer, recording: true)
            solver.pullBack(
                weights.pointer, request: request, parameters: parameters, gradient: &gradient,
                initialCotangent: &initialGradient)
        }
        let h = 1e-5
        for index in 0..<count {
            var up = parameters
            var down = parameters
            up[index] += h
            down[index] -= h
            let difference = (try loss(initial, up) - loss(initial, down)) / (2 * h)
            #expect(abs(gradient[index] - difference) < tolerance * (1 + abs(difference)), "parameter \(index)")
        }
        for row in 0..<rows {
            for feature in 0..<2 {
                let index = feature * capacity + row
                var up = initial
                var down = initial
                up[index] += h
                down[index] -= h
                let difference = (try loss(up, parameters) - loss(down, parameters)) / (2 * h)
                #expect(
                    abs(initialGradient[index] - difference) < tolerance * (1 + abs(difference)),
                    "initial \(row), \(feature)")
            }
        }
    }

    private let raggedTimes: [[Double]] = [
        [0, 0.3, 0.35, 1.2], [0.1, 2.5], [], [1, 1, 1.5], [0], [0.01, 0.02, 3],
    ]

    @Test(arguments: ExplicitMethod.allCases) func fixedStepsAreExact(method: ExplicitMethod) throws {
        try compare(method: method, control: .fixed(0.21), times: raggedTimes, starts: [0, 0, 0, 1, 0, 0])
    }

    @Test func backwardInTimeAndOfTime() throws {
        try compare(
            method: .dopri5, control: .fixed(0.2), dependsOnTime: true, times: [[-0.5, -1.4], [0.7, 2]],
            starts: [0, 0.5])
    }

    @Test(arguments: [ExplicitMethod.dopri5, .tsit5])
    func adaptiveStepsAgreeAtTightTolerance(method: ExplicitMethod) throws {
        // Differences see the steps change as well; at this tolerance that is below the bound.
        try compare(
            method: method, control: .adaptive(relative: 1e-11, absolute: 1e-12), times: raggedTimes,
            starts: [0, 0, 0, 1, 0, 0])
    }

    @Test func aBlockOfSeventyRowsAccumulatesOverLanes() throws {
        // More rows than one group of lanes, with step counts that differ: padding must add nothing.
        let times = (0..<20).map { row in [0.1 + 0.15 * Double(row)] }
        try compare(method: .bosh3, control: .fixed(0.3), times: times, starts: times.map { _ in 0 })
    }
}
