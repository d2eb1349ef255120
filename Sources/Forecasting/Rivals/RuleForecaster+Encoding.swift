import NeuralLayers

extension RuleForecaster {
    private static var format: String { "continuum \(Rule.name) 2" }

    /// The model as a safetensors file without tensors, so that every model in a store is one.
    func encoded() throws -> [UInt8] { try ModelFile.file(self, format: Self.format).encoded() }

    /// Reads what `encoded` wrote.
    init(_ bytes: [UInt8]) throws(ForecastingError) {
        self = try ModelFile.read(bytes, kind: Rule.name, format: Self.format) { (model: Self, _) in
            guard model.dependence.map({ $0.suits(model.channels.count) }) ?? true else {
                throw ForecastingError.unreadableModel(.otherVersion)
            }
            return model
        }
    }
}
