/// A fitted process of any kind, as it is stored: an object with one key, which says what its value is.
public struct EventModel: Sendable, Codable {
    let key: String
    var fitted: any FittedProcess

    /// The process at its estimates.
    public var process: any PointProcess { fitted.process }

    init(key: String, _ fitted: any FittedProcess) {
        self.key = key
        self.fitted = fitted
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        guard let key = fields.allKeys.first, fields.allKeys.count == 1,
            let kind = IntensityKind.allCases.first(where: { $0.fit.key == key.stringValue })
        else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "no process is stored as '\(fields.allKeys.map(\.stringValue))'"))
        }
        func decode<Fit: ProcessFit>(_: Fit.Type) throws -> any FittedProcess {
            try fields.decode(Fit.Fitted.self, forKey: key)
        }
        self.init(key: key.stringValue, try decode(kind.fit))
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(fitted, forKey: Key(stringValue: key))
    }
}
