import NeuralLayers
import TimeSeries

extension MixtureForecaster {
    private static let format = "continuum mixture 1"

    /// What stands in the header of the file.
    private struct Header: Codable {
        let kinds: [String]
        let channels: [Channel]
        let timeKind: TimeKind
        let series: Int
        let observations: Int
    }

    /// The mixture as one safetensors file: arrays and metadata of each member under its number.
    public func encoded() throws -> [UInt8] {
        let header = Header(
            kinds: members.map(\.kind.name), channels: channels, timeKind: timeKind, series: series,
            observations: observations)
        var file = try ModelFile.file(header, format: Self.format)
        for (index, member) in members.enumerated() {
            let part = try SafeTensors(member.encoded())
            for (key, text) in part.metadata { file.metadata["\(index).\(key)"] = text }
            for tensor in part.tensors { file.add("\(index).\(tensor.name)", shape: tensor.shape, tensor.values) }
        }
        return try file.encoded()
    }

    /// Reads what `encoded` wrote.
    init(_ bytes: [UInt8]) throws(ForecastingError) {
        self = try ModelFile.read(bytes, kind: ForecasterKind.mixture.name, format: Self.format) {
            (header: Header, file) in
            let count = header.kinds.count
            guard count > 0,
                header.channels.allSatisfy({ channel in
                    (channel.ahead.nodes + channel.amid.nodes).allSatisfy { $0.weights.count == count }
                        && !channel.ahead.nodes.isEmpty && !channel.amid.nodes.isEmpty
                })
            else { throw ForecastingError.unreadableModel(.otherVersion) }
            let members = try header.kinds.enumerated().map { index, name in
                guard let kind = ForecasterKind.named(name), kind != .mixture else {
                    throw ForecastingError.unreadableModel(.otherFormat(kind: name))
                }
                let prefix = "\(index)."
                var part = SafeTensors()
                for (key, text) in file.metadata where key.hasPrefix(prefix) {
                    part.metadata[String(key.dropFirst(prefix.count))] = text
                }
                for tensor in file.tensors where tensor.name.hasPrefix(prefix) {
                    part.add(String(tensor.name.dropFirst(prefix.count)), shape: tensor.shape, tensor.values)
                }
                return try kind.decode(part.encoded())
            }
            return Self(
                members: members, channels: header.channels, timeKind: header.timeKind, series: header.series,
                observations: header.observations)
        }
    }
}
