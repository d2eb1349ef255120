import DifferentialEquations
import Forecasting
import Foundation
import NeuralLayers
import Workbenches

extension Workload {
    /// One training step (loss, gradient, Adam) of the spiral model of Chen et al. 2018 in single precision.
    static let spiralStep = Workload(
        name: "w1", summary: "training step of the 2018 paper's spiral model, 1,000 series by 100 times",
        data: "Tests/ForecastingTests/golden"
    ) { settings in
        let golden = try JSONDecoder().decode(
            SpiralFile.self, from: Data(contentsOf: URL(fileURLWithPath: "\(settings.data)/w1.json")))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(settings.data)/w1_spirals.f64"))
        let numbers = bytes.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
        let times = Array(numbers.prefix(100))
        let values = Array(numbers.dropFirst(100).prefix(settings.series * 200))
        let workload = SpiralWorkload<Float>(
            times: times, values: values, noise: golden.noise, method: .dopri5,
            relative: settings.relativeTolerance, absolute: settings.absoluteTolerance,
            gradient: settings.gradient, blockRows: settings.blockRows ?? 96, threads: settings.threads)
        let tree = workload.model.parameters
        var initial = [Float](repeating: 0, count: tree.count)
        for entry in tree.entries {
            guard let given = golden.parameters[entry.name]?.value, given.count == entry.count else {
                throw BenchmarkError("\(settings.data)/w1.json lacks the weights \(entry.name)")
            }
            for (index, value) in given.enumerated() { initial[entry.offset + index] = Float(value) }
        }
        var gradient = initial
        var measured = Measurements()
        var durations: [Duration] = []
        for iteration in 0..<(settings.iterations ?? 20) + 3 {
            var parameters = initial
            var adam = Adam<Float>(count: tree.count)
            let taken = try Duration.of {
                let (loss, outcome) = try workload.step(parameters: parameters, gradient: &gradient)
                adam.update(&parameters, gradient: gradient, learningRate: 0.01)
                measured.numbers["loss"] = loss
                measured.numbers["nfe_forward"] = Double(outcome.forwardEvaluations)
                measured.numbers["nfe_backward"] = Double(outcome.backwardEvaluations)
            }
            // The first three fill caches.
            if iteration >= 3 { durations.append(taken) }
        }
        measured.add(durations)
        if settings.comparesGradient {
            let exact = SpiralWorkload<Double>(
                times: times, values: values, noise: golden.noise, method: .dopri5, relative: 1e-12, absolute: 1e-13,
                threads: settings.threads)
            var reference = [Double](repeating: 0, count: tree.count)
            _ = try exact.step(parameters: initial.map(Double.init), gradient: &reference)
            let square = zip(gradient, reference).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
            measured.numbers["gradient_error"] = (square / reference.reduce(0) { $0 + $1 * $1 }).squareRoot()
        }
        measured.numbers["series"] = Double(settings.series)
        var operations = OperationCount()
        let field = [4, 20, 20, 4]
        operations.add(layers: field, rows: measured.numbers["nfe_forward"] ?? 0, passes: 1)
        operations.add(layers: field, rows: measured.numbers["nfe_backward"] ?? 0, passes: 3)
        let points = Double(100 * settings.series)
        operations.add(layers: [27, 25], rows: points, passes: 2)
        operations.add(layers: [25, 25], rows: points, passes: 1)
        operations.add(layers: [4, 20, 2], rows: points, passes: 3)
        measured.add(operations, settings)
        return measured
    }
}

private struct SpiralFile: Decodable {
    struct Parameter: Decodable { let value: [Double] }
    let noise: [Double]
    let parameters: [String: Parameter]
}
