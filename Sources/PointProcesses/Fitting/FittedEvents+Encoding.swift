import Foundation
import NeuralLayers

extension FittedEvents {
    private static let format = "continuum events 1"

    private static func tensor(_ name: String, _ member: Int) -> String {
        member == 0 ? name : "member\(member).\(name)"
    }

    /// The model as a safetensors file: weights of a latent ODE as tensors, everything else in the metadata.
    public func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var file = SafeTensors()
        file.metadata["format"] = Self.format
        file.metadata["model"] = String(decoding: try encoder.encode(self), as: UTF8.self)
        if case .latent(let model) = model {
            file.metadata["members"] = "\(model.members.count)"
            for (member, parameters) in model.members.enumerated() {
                for entry in LatentEventNetwork(model.shape).tree.entries {
                    file.add(
                        Self.tensor(entry.name, member), shape: entry.shape,
                        Array(parameters[entry.offset..<entry.offset + entry.count]))
                }
            }
        }
        return try file.encoded()
    }

    /// Reads what `encoded` wrote.
    public init(_ bytes: [UInt8]) throws {
        let file = try SafeTensors(bytes)
        guard file.metadata["format"] == Self.format, let text = file.metadata["model"] else {
            throw EventError.unreadableModel("the file does not hold a point process of this program")
        }
        self = try JSONDecoder().decode(FittedEvents.self, from: Data(text.utf8))
        guard case .latent(var latent) = model else { return }
        let tree = LatentEventNetwork(latent.shape).tree
        guard let count = file.metadata["members"].flatMap(Int.init), count > 0 else {
            throw EventError.unreadableModel("the model's file does not say how many members it has")
        }
        for member in 0..<count {
            var parameters = [Float](repeating: 0, count: tree.count)
            for entry in tree.entries {
                guard let values = file.floats(Self.tensor(entry.name, member)), values.count == entry.count else {
                    throw EventError.unreadableModel("the model's file lacks the weights \(entry.name)")
                }
                for (index, value) in values.enumerated() { parameters[entry.offset + index] = value }
            }
            latent.members.append(parameters)
        }
        model = .latent(latent)
    }
}
