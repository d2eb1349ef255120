/// A JSON object whose parts are of any types.
package struct JSONSections: Encodable, Sendable {
    private var parts: [String: any Encodable & Sendable] = [:]

    /// An object of `parts`.
    package init(_ parts: [String: any Encodable & Sendable] = [:]) { self.parts = parts }

    package subscript(key: String) -> (any Encodable & Sendable)? {
        get { parts[key] }
        set { parts[key] = newValue }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for (key, part) in parts { try container.encode(part, forKey: Key(stringValue: key)) }
    }
}
