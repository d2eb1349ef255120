import DifferentialEquations
import Differentiation
import Lanes
import Testing

/// A small network as field, rows with outputs of their own, and a loss Σ weight · output: the subject of the gradient tests.
final class AdjointProblem {
    let field: VectorField
    let method: ExplicitMethod
    let control: StepControl
    let times: [[Double]]
    let starts: [Double]
    let parameters: [Double]
    let solver: BlockSolver<Double>
    let initial: [Double]
    let weights: LaneBuffer<Double>
    let outputs: LaneBuffer<Double>
    let offsets: [Int]
    private let flatTimes: [Double]

    /// A field 2-5-2 with tanh, optionally of time too: parameters `(5, 2 or 3)`, `(5)`, `(2, 5)`, `(2)`.
    static func field(dependsOnTime: Bool, quadrature: FieldQuadrature? = nil) -> VectorField {
        VectorField(features: 2, dependsOnTime: dependsOnTime, quadrature: quadrature) { program, y, t in
            let input = t.map { program.concatenate([y, program.copy($0)]) } ?? y
            let width = input.features
            let hidden = program.affine(input, weights: 0, bias: 5 * width, features: 5, activation: .tanh)
            return program.affine(hidden, weights: 5 * width + 5, bias: 5 * width + 15, features: 2)
        }
    }

    /// - Parameter draws: which random numbers each row takes; its own place's by default.
    init(
        method: ExplicitMethod, control: StepControl, dependsOnTime: Bool = false, quadrature: FieldQuadrature? = nil,
        field other: VectorField? = nil, times: [[Double]], starts: [Double], draws: [Int]? = nil
    ) {
        field = other ?? Self.field(dependsOnTime: dependsOnTime, quadrature: quadrature)
        let features = field.features
        self.method = method
        self.control = control
        self.times = times
        self.starts = starts
        let random = Philox4x32(seed: 11)
        func draw(_ stream: UInt32, _ index: Int) -> Double {
            random.normal(epoch: stream, series: UInt32(index), sample: 0, index: 0)
        }
        let count = 5 * (dependsOnTime ? 3 : 2) + 5 + 10 + 2
        parameters = (0..<count).map { 0.6 * draw(0, $0) }
        solver = BlockSolver(field: field, method: method.tableau, control: control, capacity: times.count)
        let capacity = solver.capacity
        let draws = draws ?? Array(times.indices)
        var drawn = (0..<features * capacity).map { draw(1, $0) }
        for (row, source) in draws.enumerated() {
            for feature in 0..<features { drawn[feature * capacity + row] = draw(1, feature * capacity + source) }
        }
        initial = drawn
        flatTimes = Array(times.joined()) + [0]
        offsets = times.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
        let most = times.map(\.count).max() ?? 0
        outputs = LaneBuffer(count: most * features * capacity)
        weights = LaneBuffer(count: most * features * capacity)
        for row in times.indices {
            for k in times[row].indices {
                for feature in 0..<features {
                    weights.pointer[(k * features + feature) * capacity + row] = draw(
                        2, (draws[row] * 50 + k) * features + feature)
                }
            }
        }
    }

    var rows: Int { times.count }

    /// What a gradient method found.
    struct Gradients {
        var parameters: [Double]
        var initial: [Double]
        var starts: [Double] = []
        var times: [Double] = []
    }

    func withRequest<R>(
        initial: [Double]? = nil, starts: [Double]? = nil, times: [Double]? = nil,
        _ body: (BlockRequest<Double>) throws -> R
    ) throws -> R {
        try (initial ?? self.initial).withUnsafeBufferPointer { initial in
            try (starts ?? self.starts).withUnsafeBufferPointer { starts in
                try (times ?? flatTimes).withUnsafeBufferPointer { times in
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

    func loss(
        initial: [Double]? = nil, parameters: [Double]? = nil, starts: [Double]? = nil, times: [Double]? = nil
    ) throws -> Double {
        try withRequest(initial: initial, starts: starts, times: times) { request in
            outputs.clear()
            try solver.solve(request, parameters: parameters ?? self.parameters, outputs: outputs.pointer)
            return (0..<outputs.count).reduce(0.0) { $0 + outputs.pointer[$1] * weights.pointer[$1] }
        }
    }

    func discrete() throws -> Gradients { try gradients(.discrete) }

    func continuous(tolerance: AdjointTolerance? = nil) throws -> Gradients { try gradients(.continuous(tolerance)) }

    /// What `gradient` finds, by a solver of its own.
    func gradients(_ gradient: GradientMethod) throws -> Gradients {
        try gradients(
            DifferentiableSolver(
                field: field, method: method.tableau, control: control, gradient: gradient, capacity: rows))
    }

    func gradients(
        _ solver: DifferentiableSolver<Double>, initial: [Double]? = nil, parameters: [Double]? = nil
    ) throws -> Gradients {
        let parameters = parameters ?? self.parameters
        var found = Gradients(
            parameters: parameters.map { _ in 0 }, initial: self.initial.map { _ in 0 }, starts: starts,
            times: flatTimes)
        try withRequest(initial: initial) { request in
            try solver.solve(request, parameters: parameters, outputs: outputs.pointer, recording: true)
            try found.starts.withUnsafeMutableBufferPointer { starts in
                try found.times.withUnsafeMutableBufferPointer { times in
                    try solver.pullBack(
                        outputs: outputs.pointer, weights.pointer, request: request, parameters: parameters,
                        gradient: &found.parameters, initialCotangent: &found.initial,
                        times: .init(starts: starts.baseAddress!, outputs: times.baseAddress!))
                }
            }
        }
        return found
    }

    /// Holds the continuous gradient of each row among the others against that of the row alone, bit for bit.
    func expectRowsAloneAsAmongOthers() throws {
        let found = try continuous()
        for row in times.indices {
            let alone = AdjointProblem(
                method: method, control: control, times: times.enumerated().map { $0 == row ? $1 : [] }, starts: starts)
            let single = try alone.continuous()
            for feature in 0..<2 {
                let index = feature * solver.capacity + row
                #expect(single.initial[index] == found.initial[index])
            }
        }
    }

    /// What a backward solve finds, after a forward one.
    ///
    /// - Parameter firstSteps: sizes of the first steps back.
    func gradients(_ adjoint: ContinuousAdjoint<Double>, firstSteps: [Double]? = nil) throws -> Gradients {
        var gradient = parameters.map { _ in 0.0 }
        var cotangent = initial.map { _ in 0.0 }
        try withRequest { request in
            try solver.solve(request, parameters: parameters, outputs: outputs.pointer)
            try (firstSteps ?? []).withUnsafeBufferPointer { steps in
                try adjoint.pullBack(
                    outputs: outputs.pointer, weights.pointer, request: request, parameters: parameters,
                    gradient: &gradient, initialCotangent: &cotangent,
                    firstSteps: firstSteps == nil ? nil : steps.baseAddress)
            }
        }
        return Gradients(parameters: gradient, initial: cotangent)
    }

    /// Central differences of the loss with respect to everything, of order 4.
    ///
    /// - Parameter penalty: what the loss has besides, of the initial state and the parameters.
    func differences(
        step h: Double = 1e-3, adding penalty: ([Double]?, [Double]?) throws -> Double = { _, _ in 0 }
    ) throws -> Gradients {
        func slopes(_ point: [Double], of indices: [Int], _ loss: ([Double]) throws -> Double) rethrows -> [Double] {
            var found = [Double](repeating: 0, count: point.count)
            for index in indices {
                func at(_ steps: Double) throws -> Double {
                    var moved = point
                    moved[index] += steps * h
                    return try loss(moved)
                }
                found[index] = (8 * (try at(1) - at(-1)) - (try at(2) - at(-2))) / (12 * h)
            }
            return found
        }
        let lanes = (0..<field.features).flatMap { feature in (0..<rows).map { feature * solver.capacity + $0 } }
        return Gradients(
            parameters: try slopes(parameters, of: Array(parameters.indices)) {
                try loss(parameters: $0) + penalty(nil, $0)
            },
            initial: try slopes(initial, of: lanes) { try loss(initial: $0) + penalty($0, nil) },
            starts: try slopes(starts, of: Array(starts.indices)) { try loss(starts: $0) },
            times: try slopes(flatTimes, of: Array(flatTimes.indices.dropLast())) { try loss(times: $0) })
    }

    /// The largest distance between two vectors, in units of the larger of 1 and their size.
    static func distance(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
    }
}
