import Foundation
import NeuralLayers
import TimeSeries

/// A fitted latent ODE: what was asked, how the data are measured, and the weights.
public struct LatentODEForecaster: Forecaster {
    /// What was asked of the fit.
    public let settings: FitSettings
    /// How times, values and covariates are measured.
    public let scaling: DataScaling
    /// The network's sizes.
    public let shape: LatentODEShape
    /// The noise of each channel.
    public let noise: [ChannelNoise]
    /// Facts of the fit.
    public let summary: FitSummary
    /// The weights, in the order of the model's parameter tree.
    public let parameters: [Float]

    /// The recorded programs of `shape`.
    let model: LatentODE

    public var kind: ForecasterKind { .latentODE }
    public var variables: [String] { scaling.channels.map(\.name) }
    public var timeKind: TimeKind { scaling.timeKind }

    public func isLogarithmic(_ variable: String) -> Bool {
        scaling.channels.contains { $0.name == variable && $0.isLogarithmic }
    }

    private struct Header: Codable {
        var settings: FitSettings
        var scaling: DataScaling
        var shape: LatentODEShape
        var noise: [ChannelNoise]
        var summary: FitSummary
    }

    init(
        settings: FitSettings, scaling: DataScaling, shape: LatentODEShape, noise: [ChannelNoise], summary: FitSummary,
        parameters: [Float]
    ) {
        self.settings = settings
        self.scaling = scaling
        self.shape = shape
        self.noise = noise
        self.summary = summary
        self.parameters = parameters
        model = LatentODE(shape)
    }

    /// The model as a safetensors file whose metadata hold everything but the weights.
    public func encoded() throws -> [UInt8] {
        let header = Header(settings: settings, scaling: scaling, shape: shape, noise: noise, summary: summary)
        var file = SafeTensors()
        file.metadata["format"] = "continuum latent-ode 1"
        file.metadata["model"] = try CanonicalJSON.text(of: header)
        for entry in model.parameters.entries {
            let range = entry.offset..<entry.offset + entry.count
            file.add(entry.name, shape: entry.shape, Array(parameters[range]))
        }
        return try file.encoded()
    }

    /// Reads what `encoded` wrote.
    public init(_ bytes: [UInt8]) throws {
        let file: SafeTensors
        do {
            file = try SafeTensors(bytes)
        } catch {
            throw ForecastingError.unreadableModel(.damaged(reason: "\(error)"))
        }
        guard file.metadata["format"] == "continuum latent-ode 1", let text = file.metadata["model"] else {
            throw ForecastingError.unreadableModel(.otherFormat(kind: ForecasterKind.latentODE.name))
        }
        guard let header = try? JSONDecoder().decode(Header.self, from: Data(text.utf8)) else {
            throw ForecastingError.unreadableModel(.otherVersion)
        }
        guard header.noise.count == header.scaling.channels.count else {
            throw ForecastingError.unreadableModel(.noNoise)
        }
        let tree = LatentODE(header.shape).parameters
        var parameters = [Float](repeating: 0, count: tree.count)
        for entry in tree.entries {
            guard let values = file.floats(entry.name), values.count == entry.count else {
                throw ForecastingError.unreadableModel(.noWeights(entry.name))
            }
            for (index, value) in values.enumerated() { parameters[entry.offset + index] = value }
        }
        self.init(
            settings: header.settings, scaling: header.scaling, shape: header.shape, noise: header.noise,
            summary: header.summary, parameters: parameters)
    }
}
