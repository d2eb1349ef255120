import Foundation
import NeuralLayers
import TimeSeries

extension FittedEvents {
    private static let format = "continuum events 1"

    /// The model as a safetensors file: weights of a latent ODE as tensors, everything else in the metadata.
    public func encoded() throws -> [UInt8] {
        var file = SafeTensors()
        file.metadata["format"] = Self.format
        file.metadata["model"] = try CanonicalJSON.text(of: self)
        model.fitted.addTensors(to: &file)
        return try file.encoded()
    }

    /// Reads what `encoded` wrote.
    public init(_ bytes: [UInt8]) throws {
        let file = try SafeTensors(bytes)
        guard file.metadata["format"] == Self.format, let text = file.metadata["model"] else {
            throw EventError.unreadableModel(.otherFormat)
        }
        self = try JSONDecoder().decode(FittedEvents.self, from: Data(text.utf8))
        try model.fitted.readTensors(file)
    }
}
