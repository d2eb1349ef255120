/// A JSON object whose parts are of any types.
struct JSONSections: Encodable {
    private var parts: [String: any Encodable] = [:]

    subscript(key: String) -> (any Encodable)? {
        get { parts[key] }
        set { parts[key] = newValue }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for (key, part) in parts { try container.encode(part, forKey: Key(stringValue: key)) }
    }
}
