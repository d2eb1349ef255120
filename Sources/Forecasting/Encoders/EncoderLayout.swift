/// Which parts an encoder reads, and where each lies among its inputs: side by side in the order of `EncoderPart`.
package struct EncoderLayout: Sendable {
    /// The features of each part, by its number; `nil` for what is not read.
    private let ranges: [Range<Int>?]
    /// Features of all parts together.
    package let features: Int

    init(_ parts: [EncoderPart], _ shape: LatentODEShape) {
        var next = 0
        ranges = EncoderPart.allCases.map { part in
            guard parts.contains(part) else { return nil }
            let range = next..<next + part.features(shape)
            next = range.upperBound
            return range
        }
        features = next
    }

    /// The features of `part`, `nil` where it is not read.
    subscript(part: EncoderPart) -> Range<Int>? { ranges[part.rawValue] }
}

extension LatentODEShape {
    /// Where the encoder's inputs lie.
    var encoderLayout: EncoderLayout { EncoderLayout(reading == .values ? [.values] : encoder.reads, self) }

    /// Features that the encoder reads at each time.
    public var encoderInputs: Int { encoderLayout.features }
}
