import DifferentialEquations
import Foundation
import Lanes
import NeuralLayers

extension Workload {
    /// Forward and gradient of the mean square of the solution of a 20-100-100-100-20 tanh field, with respect to weights and
    /// initial states: the size of the latent ODEs of Rubanova et al. 2019.
    static let wideField = Workload(
        name: "w3", summary: "forward and gradient of a 20-100-100-100-20 field, --batch rows by 100 times",
        data: "Sources/Benchmarks/data",
        prepare: {
            $0.relativeTolerance = 1e-3
            $0.absoluteTolerance = 1e-4
        },
        run: { settings in
            let problem = try FieldProblem<Float>(
                path: "\(settings.data)/w3.json", timeScale: settings.timeScale, weightScale: settings.weightScale,
                activation: .tanh)
            let batch = settings.batch ?? 50
            let times = problem.times
            let features = problem.features
            let solver = DifferentiableSolver<Float>(
                field: problem.field, method: ExplicitMethod.dopri5.tableau,
                control: .adaptive(relative: settings.relativeTolerance, absolute: settings.absoluteTolerance),
                gradient: settings.gradient, capacity: min(batch, settings.blockRows ?? 96))
            let capacity = solver.solver.capacity
            let size = times.count * features * capacity
            let initial = LaneBuffer<Float>(count: features * capacity)
            let outputs = LaneBuffer<Float>(count: size)
            let cotangents = LaneBuffer<Float>(count: size)
            let initialCotangent = LaneBuffer<Float>(count: features * capacity)
            var gradient = [Float](repeating: 0, count: problem.parameters.count)
            var measured = Measurements()
            var durations: [Duration] = []
            var forward = 0
            var backward = 0
            var pullbacks = 0
            for iteration in 0..<(settings.iterations ?? 50) + 5 {
                var loss = 0.0
                forward = 0
                backward = 0
                pullbacks = 0
                let taken = try Duration.of {
                    for index in gradient.indices { gradient[index] = 0 }
                    for first in stride(from: 0, to: batch, by: capacity) {
                        let rows = min(capacity, batch - first)
                        for row in 0..<rows {
                            for feature in 0..<features {
                                initial.pointer[feature * capacity + row] = problem.initial(first + row, feature)
                            }
                        }
                        let starts = [Double](repeating: times[0], count: rows)
                        let all = (0..<rows).flatMap { _ in times }
                        let offsets = (0...rows).map { $0 * times.count }
                        let request = BlockRequest(
                            rows: rows, initial: UnsafePointer(initial.pointer), startTimes: starts, outputTimes: all,
                            outputOffsets: offsets)
                        try withExtendedLifetime((starts, all, offsets)) {
                            try solver.solve(
                                request, parameters: problem.parameters, outputs: outputs.pointer, recording: true)
                            for row in 0..<rows { forward += solver.solver.statistics(of: row).evaluations }
                            let scale = 1 / Float(batch * times.count * features)
                            loss += problem.meanSquare(
                                outputs.pointer, cotangents.pointer, rows: rows, capacity: capacity, scale: scale)
                            try solver.pullBack(
                                outputs: outputs.pointer, cotangents.pointer, request: request,
                                parameters: problem.parameters, gradient: &gradient,
                                initialCotangent: initialCotangent.pointer)
                        }
                        backward += solver.backwardEvaluations
                        pullbacks += solver.backwardPullbacks
                    }
                }
                measured.numbers["loss"] = loss
                if iteration >= 5 { durations.append(taken) }
            }
            measured.add(durations)
            measured.numbers["batch"] = Double(batch)
            measured.numbers["nfe_forward"] = Double(forward)
            measured.numbers["nfe_backward"] = Double(backward)
            measured.numbers["pullbacks"] = Double(pullbacks)
            measured.numbers["gradient_norm"] = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            var operations = OperationCount()
            operations.add(layers: problem.sizes, rows: Double(forward + backward), passes: 1)
            operations.add(layers: problem.sizes, rows: Double(pullbacks), passes: 2)
            measured.add(operations, settings)
            return measured
        })
}
