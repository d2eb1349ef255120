import DifferentialEquations
import Differentiation
import Foundation
import Lanes
import LatentPaths
import NeuralLayers
import Testing

/// The sweep over histories: any chunk and any drift of nothing give the same states and gradients.
@Suite struct EncoderSweepTests {
    private let inputs = 3
    private let hidden = 4
    private let capacity = 16
    /// Observations of each row, aligned at the end.
    private let steps = [11, 3, 0, 11, 7]

    private func encoder(_ name: String, drift: VectorField?) -> (EncoderProgram, ParameterTree) {
        var tree = ParameterTree()
        guard name == "gru" else {
            let cell = TanhCell("encoder", inputs: inputs, hidden: hidden, in: &tree)
            return (
                EncoderProgram(inputs: inputs, hidden: hidden, drift: drift) { cell.apply($0, state: $1, in: &$2) },
                tree
            )
        }
        let cell = GatedCell("encoder", inputs: inputs, hidden: hidden, in: &tree)
        return (
            EncoderProgram(inputs: inputs, hidden: hidden, drift: drift) { cell.apply($0, state: $1, in: &$2) }, tree
        )
    }

    /// The last states `(hidden)(rows)` and the gradient of Σ weight · state.
    private func run(
        _ name: String, chunk: Int, drift: VectorField? = nil, rows: Range<Int>? = nil
    ) throws -> (states: [Double], gradient: [Double]) {
        let rows = rows ?? 0..<steps.count
        let (encoder, tree) = encoder(name, drift: drift)
        let sweep = EncoderSweep<Double>(encoder, capacity: capacity, chunk: chunk) {
            DifferentiableSolver(
                field: $0, method: .tsitouras54, control: .adaptive(relative: 1e-9, absolute: 1e-10),
                capacity: capacity)
        }
        let random = Philox4x32(seed: 4)
        let counts = rows.map { steps[$0] }
        let iterations = counts.max() ?? 0
        let values = LaneBuffer<Double>(count: iterations * inputs * capacity)
        for (row, series) in rows.enumerated() {
            for step in 0..<counts[row] {
                for feature in 0..<inputs {
                    // Counted from the end, so that a row alone reads the same.
                    values.pointer[((iterations - 1 - step) * inputs + feature) * capacity + row] = random.normal(
                        epoch: UInt32(step), series: UInt32(series), sample: 0, index: UInt32(feature))
                }
            }
        }
        let elapsed = LaneBuffer<Double>(count: (iterations + 1) * capacity)
        for index in 0..<(iterations + 1) * capacity { elapsed.pointer[index] = 0.3 + 0.01 * Double(index % 7) }
        let history = HistoryBlock<Double>(
            rows: rows.count, steps: counts, inputs: values.pointer,
            elapsed: drift == nil ? nil : UnsafePointer(elapsed.pointer))
        let parameters: [Double] = tree.initialValues(seed: 8)
        var gradient = [Double](repeating: 0, count: parameters.count)
        var states: [Double] = []
        try parameters.withUnsafeBufferPointer { parameters in
            try gradient.withUnsafeMutableBufferPointer { gradient in
                let weights = try #require(parameters.baseAddress)
                try sweep.run(history, parameters: weights)
                let last = sweep.lastState(history)
                for feature in 0..<hidden {
                    for row in rows.indices {
                        states.append(last[feature * capacity + row - rows.lowerBound])
                        sweep.stateCotangent.pointer[feature * capacity + row - rows.lowerBound] =
                            cos(Double(feature * 10 + row))
                    }
                }
                try sweep.pullBack(history, parameters: weights, gradient: try #require(gradient.baseAddress))
            }
        }
        return (states, gradient)
    }

    @Test(arguments: ["rnn", "gru"]) func chunksDoNotMatter(_ name: String) throws {
        let one = try run(name, chunk: 1)
        for chunk in [2, 5, 8, 20] {
            let other = try run(name, chunk: chunk)
            #expect(other.states == one.states)
            for (a, b) in zip(one.gradient, other.gradient) { #expect(abs(a - b) < 1e-12 * (1 + abs(a))) }
        }
    }

    /// A drift of zero leaves the state as it is, and the parameters' gradient.
    @Test(arguments: ["rnn", "gru"]) func driftOfNothing(_ name: String) throws {
        let still = VectorField(features: hidden) { program, h, _ in program.scale(h, by: 0) }
        let with = try run(name, chunk: 8, drift: still)
        let without = try run(name, chunk: 8)
        for (a, b) in zip(with.states, without.states) { #expect(abs(a - b) < 1e-12) }
        for (a, b) in zip(with.gradient, without.gradient) { #expect(abs(a - b) < 1e-12 * (1 + abs(a))) }
    }

    /// A row without observations has the state 0, and rows add up to the block's gradient.
    @Test(arguments: ["rnn", "gru"]) func rowsAddUp(_ name: String) throws {
        let all = try run(name, chunk: 8)
        var sum = [Double](repeating: 0, count: all.gradient.count)
        for row in steps.indices {
            let alone = try run(name, chunk: 8, rows: row..<row + 1)
            for feature in 0..<hidden {
                #expect(alone.states[feature] == all.states[feature * steps.count + row])
                if steps[row] == 0 { #expect(alone.states[feature] == 0) }
            }
            sum = zip(sum, alone.gradient).map { $0 + $1 }
        }
        for (a, b) in zip(sum, all.gradient) { #expect(abs(a - b) < 1e-12 * (1 + abs(b))) }
    }
}
