/// Which parts an encoder reads, and where each lies among its inputs: side by side in the order of `EncoderPart`.
package struct EncoderLayout: Sendable {
    /// The features of each part, by its number; `nil` for what is not read.
    private let ranges: [Range<Int>?]
    /// Features of all parts together.
    package let features: Int

    init(_ parts: [EncoderPart], _ sizes: EncoderSizes) {
        var next = 0
        ranges = EncoderPart.allCases.map { part in
            guard parts.contains(part) else { return nil }
            let range = next..<next + part.features(sizes)
            next = range.upperBound
            return range
        }
        features = next
    }

    /// The features of `part`, `nil` where it is not read.
    subscript(part: EncoderPart) -> Range<Int>? { ranges[part.rawValue] }
}

/// How many features the data give an encoder.
struct EncoderSizes {
    /// Observed channels.
    var channels: Int
    /// Harmonic features of the season.
    var seasonal: Int
    /// Static features.
    var statics: Int
}
