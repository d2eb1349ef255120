import Foundation
import NeuralLayers
import TimeSeries

extension StateSpaceForecaster {
    private static var format: String { "continuum \(name) 1" }

    /// The model as a safetensors file without tensors, so that every model in a store is one.
    func encoded() throws -> [UInt8] {
        var file = SafeTensors()
        file.metadata["format"] = Self.format
        file.metadata["model"] = try CanonicalJSON.text(of: self)
        return try file.encoded()
    }

    /// Reads what `encoded` wrote.
    init(_ bytes: [UInt8]) throws(ForecastingError) {
        do {
            let file = try SafeTensors(bytes)
            guard file.metadata["format"] == Self.format, let text = file.metadata["model"] else {
                throw ForecastingError.unreadableModel(.otherFormat(kind: Self.name))
            }
            self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
        } catch let error as ForecastingError {
            throw error
        } catch {
            throw .unreadableModel(.damaged(reason: "\(error)"))
        }
    }
}
