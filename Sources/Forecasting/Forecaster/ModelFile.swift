import Foundation
import NeuralLayers
import TimeSeries

/// The safetensors file of a model: what it is made of as JSON in the metadata, its arrays, if it has any, as tensors.
enum ModelFile {
    /// A file with `header` and no tensors yet.
    static func file(_ header: some Encodable, format: String) throws -> SafeTensors {
        var file = SafeTensors()
        file.metadata["format"] = format
        file.metadata["model"] = try CanonicalJSON.text(of: header)
        return file
    }

    /// Reads the header of `bytes` and makes the model of it and its tensors.
    ///
    /// - Throws: `unreadableModel` where the bytes are no such file, or of another format.
    static func read<Header: Decodable, Model>(
        _ bytes: [UInt8], kind: String, format: String, _ model: (Header, SafeTensors) throws -> Model
    ) throws(ForecastingError) -> Model {
        do {
            let file = try SafeTensors(bytes)
            guard file.metadata["format"] == format, let text = file.metadata["model"] else {
                throw ForecastingError.unreadableModel(.otherFormat(kind: kind))
            }
            return try model(JSONDecoder().decode(Header.self, from: Data(text.utf8)), file)
        } catch let error as ForecastingError {
            throw error
        } catch {
            throw .unreadableModel(.damaged(reason: "\(error)"))
        }
    }
}
