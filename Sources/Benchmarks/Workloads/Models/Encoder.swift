import Forecasting
import NeuralLayers
import Workbenches

extension Workload {
    /// The recurrent encoder, forward and gradient: 14 channels, 50 series by 100 irregular times, half of the cells observed.
    static let encoder = Workload(
        name: "encoder", summary: "GRU encoder and its gradient, 14 channels, --batch series by 100 irregular times",
        data: ""
    ) { settings in
        let series = settings.batch ?? 50
        let workload = EncoderWorkload<Float>(
            channels: 14, series: series, times: 100, kind: .gru, blockRows: settings.blockRows ?? 64,
            seed: settings.seed)
        let parameters: [Float] = workload.model.parameters.initialValues(seed: settings.seed)
        var gradient = parameters
        var measured = Measurements()
        var durations: [Duration] = []
        for iteration in 0..<(settings.iterations ?? 50) + 3 {
            let taken = try Duration.of {
                measured.numbers["loss"] = try workload.step(parameters: parameters, gradient: &gradient)
            }
            if iteration >= 3 { durations.append(taken) }
        }
        measured.add(durations)
        measured.numbers["batch"] = Double(series)
        measured.numbers["nfe_forward"] = 0
        measured.numbers["nfe_backward"] = 0
        let (inputs, hidden) = workload.sizes
        var operations = OperationCount()
        let rows = Double(series * 100)
        // Computed twice forward; the inputs' cotangents are not wanted.
        for (from, to) in [(inputs + hidden, 2 * hidden), (inputs, hidden), (hidden, hidden)] {
            operations.add(layers: [from, to], rows: rows, passes: 3)
        }
        operations.add(layers: [hidden, 3 * hidden], rows: rows, passes: 1)
        measured.add(operations, settings)
        return measured
    }
}
