import NeuralLayers

extension RegressionForecaster {
    private static let format = "continuum regression 1"

    /// What stands in the header of the file.
    private struct Header: Codable {
        let frame: RegressionFrame
        let forecasts: [ChannelRegression?]
        let interpolations: [ChannelRegression?]
        /// Not in models of earlier versions.
        let coupling: PathCoupling?
        let summary: RegressionSummary
    }

    /// The model as a safetensors file: coefficients and random directions as arrays, the rest as JSON.
    func encoded() throws -> [UInt8] {
        let header = Header(
            frame: frame, forecasts: forecasts, interpolations: interpolations, coupling: coupling, summary: summary)
        var file = try ModelFile.file(header, format: Self.format)
        for (task, models) in [("forecast", forecasts), ("interpolation", interpolations)] {
            for (channel, model) in models.enumerated() {
                guard let model else { continue }
                let name = "\(task).\(channel)"
                file.add("\(name).coefficients", shape: [model.coefficients.count], model.coefficients)
                guard let random = model.random else { continue }
                file.add(
                    "\(name).directions", shape: [random.count, random.inputs.count], random.directions)
                file.add("\(name).phases", shape: [random.count], random.phases)
            }
        }
        return try file.encoded()
    }

    /// Reads what `encoded` wrote.
    init(_ bytes: [UInt8]) throws(ForecastingError) {
        self = try ModelFile.read(bytes, kind: ForecasterKind.regression.name, format: Self.format) {
            (header: Header, file) in
            let channels = header.frame.channels.count
            guard header.forecasts.count == channels, header.interpolations.count == channels,
                header.summary.read.allSatisfy({ $0 >= 0 && $0 < channels }),
                header.coupling.map({ $0.suits(channels) }) ?? true
            else { throw ForecastingError.unreadableModel(.otherVersion) }
            let read = header.summary.read
            return Self(
                frame: header.frame,
                forecasts: try Self.filled(header.forecasts, "forecast", file) {
                    let features = header.frame.forecastFeatures(of: $0, others: read)
                    return (features.count, features.core)
                },
                interpolations: try Self.filled(header.interpolations, "interpolation", file) {
                    let features = header.frame.interpolationFeatures(of: $0, others: read)
                    return (features.count, features.core)
                },
                coupling: header.coupling, summary: header.summary)
        }
    }

    /// The models with their arrays.
    private static func filled(
        _ models: [ChannelRegression?], _ task: String, _ file: SafeTensors,
        columns: (_ channel: Int) -> (count: Int, core: Range<Int>)
    ) throws -> [ChannelRegression?] {
        try models.enumerated().map { channel, model in
            guard var model else { return nil }
            let name = "\(task).\(channel)"
            let (count, core) = columns(channel)
            let phases = file.floats("\(name).phases") ?? []
            guard let coefficients = file.floats("\(name).coefficients"), coefficients.count == count + phases.count
            else { throw ForecastingError.unreadableModel(.noWeights("\(name).coefficients")) }
            model.coefficients = coefficients
            if !phases.isEmpty {
                guard let directions = file.floats("\(name).directions"),
                    directions.count == phases.count * core.count
                else { throw ForecastingError.unreadableModel(.noWeights("\(name).directions")) }
                model.random = RandomFeatures(inputs: core, directions: directions, phases: phases)
            }
            return model
        }
    }
}
