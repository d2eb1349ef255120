import DifferentialEquations
import Foundation
import Lanes
import NeuralLayers

/// An ODE-net that classifies points as of an inner disc or of the ring around it: z(0) is the point, dz/dt a network, and the
/// log-odds of the ring are linear in z(1).
///
/// A flow of the plane cannot pull the disc out of the ring, so that the field has to become ever steeper, and its solution
/// takes ever more evaluations, as training goes on (Dupont, Doucet, Teh 2019).
final class CirclesNet {
    let tree: ParameterTree
    let field: VectorField
    let rows: Int
    private let head: Int
    private let labels: [Double]
    private let initial: LaneBuffer<Double>
    private let outputs: LaneBuffer<Double>
    private let cotangents: LaneBuffer<Double>
    private let initialCotangents: LaneBuffer<Double>
    private let starts: [Double]
    private let ends: [Double]
    private let offsets: [Int]

    /// Draws `rows` points: half within radius 1, half at radii from 2 to 3.
    init(rows: Int, seed: UInt64) {
        self.rows = LaneBlock.paddedLanes(for: rows)
        var tree = ParameterTree()
        let network = MultilayerPerceptron("field", sizes: [2, 32, 32, 2], activation: .tanh, in: &tree)
        field = VectorField(features: 2) { program, z, _ in network.apply(z, in: &program) }
        head = tree.add("head.weight", shape: [1, 2], initializer: .fan(in: 2))
        _ = tree.add("head.bias", shape: [1], initializer: .constant(0))
        self.tree = tree
        initial = LaneBuffer(count: 2 * self.rows)
        outputs = LaneBuffer(count: 2 * self.rows)
        cotangents = LaneBuffer(count: 2 * self.rows)
        initialCotangents = LaneBuffer(count: 2 * self.rows)
        starts = [Double](repeating: 0, count: self.rows)
        ends = [Double](repeating: 1, count: self.rows)
        offsets = Array(0...self.rows)
        let random = Philox4x32(seed: seed)
        var labels: [Double] = []
        for row in 0..<self.rows {
            func draw(_ index: UInt32) -> Double {
                random.uniform(.circles, series: UInt32(row), index: index)
            }
            let isRing = row % 2 == 1
            let angle = 2 * Double.pi * draw(0)
            // Evenly over the area.
            let radius = isRing ? (4 + 5 * draw(1)).squareRoot() : draw(1).squareRoot()
            initial.pointer[row] = radius * cos(angle)
            initial.pointer[self.rows + row] = radius * sin(angle)
            labels.append(isRing ? 1 : -1)
        }
        self.labels = labels
    }

    private func withRequest<Result>(_ body: (BlockRequest<Double>) throws -> Result) throws -> Result {
        try starts.withUnsafeBufferPointer { starts in
            try ends.withUnsafeBufferPointer { ends in
                try offsets.withUnsafeBufferPointer { offsets in
                    guard let start = starts.baseAddress, let end = ends.baseAddress, let offset = offsets.baseAddress
                    else { throw BenchmarkError("no rows") }
                    return try body(
                        BlockRequest(
                            rows: rows, initial: initial.pointer, startTimes: start, outputTimes: end,
                            outputOffsets: offset))
                }
            }
        }
    }

    /// z(1), `(2, rows)`, and evaluations of the field per row.
    func solve(_ solver: BlockSolver<Double>, parameters: [Double]) throws -> (states: [Double], evaluations: Double) {
        outputs.clear()
        try withRequest { try solver.solve($0, parameters: parameters, outputs: outputs.pointer) }
        let evaluations = (0..<rows).reduce(0) { $0 + solver.statistics(of: $1).evaluations }
        return (Array(UnsafeBufferPointer(start: outputs.pointer, count: 2 * rows)), Double(evaluations) / Double(rows))
    }

    /// The function that is differentiated.
    enum Loss {
        /// The mean over points of log(1 + e^(−label · log-odds)).
        case logistic
        /// The sum of label · log-odds: cotangents of the size of the head's weights, however well the net has learnt.
        case margin
    }

    /// The loss, its gradient, and evaluations per row forward and backward.
    func step(
        _ solver: DifferentiableSolver<Double>, parameters: [Double], loss kind: Loss = .logistic,
        gradient: inout [Double]
    ) throws -> (loss: Double, forward: Double, backward: Double) {
        for index in gradient.indices { gradient[index] = 0 }
        outputs.clear()
        return try withRequest { request in
            try solver.solve(request, parameters: parameters, outputs: outputs.pointer, recording: true)
            let forward = (0..<rows).reduce(0) { $0 + solver.solver.statistics(of: $1).evaluations }
            var loss = 0.0
            let scale = 1 / Double(rows)
            for row in 0..<rows {
                let z = (outputs.pointer[row], outputs.pointer[rows + row])
                let margin = labels[row] * (parameters[head] * z.0 + parameters[head + 1] * z.1 + parameters[head + 2])
                let slope: Double
                switch kind {
                case .logistic:
                    loss += scale * (margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin)
                    slope = -scale * labels[row] / (1 + exp(margin))
                case .margin:
                    loss += margin
                    slope = labels[row]
                }
                gradient[head] += slope * z.0
                gradient[head + 1] += slope * z.1
                gradient[head + 2] += slope
                cotangents.pointer[row] = slope * parameters[head]
                cotangents.pointer[rows + row] = slope * parameters[head + 1]
            }
            try gradient.withUnsafeMutableBufferPointer { gradient in
                guard let base = gradient.baseAddress else { return }
                try solver.pullBack(
                    outputs: outputs.pointer, cotangents.pointer, request: request, parameters: parameters,
                    gradient: base, initialCotangent: initialCotangents.pointer)
            }
            return (loss, Double(forward) * scale, Double(solver.backwardEvaluations) * scale)
        }
    }
}
