import Foundation

/// JSON whose text is the same for equal values: keys in the order of their names.
package enum CanonicalJSON {
    /// The text of `value`.
    package static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
