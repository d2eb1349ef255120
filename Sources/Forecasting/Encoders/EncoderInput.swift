import Differentiation

/// What an encoder reads at one observation, as recorded values: by name, or all parts side by side.
package struct EncoderInput {
    /// Every part that is read, in the order of `EncoderPart`, `(features, lanes)`.
    package let all: Value
    private let layout: EncoderLayout

    init(_ all: Value, _ layout: EncoderLayout) {
        self.all = all
        self.layout = layout
    }

    /// The value of `part`, which the encoder must have declared in `reads`.
    package subscript(part: EncoderPart) -> Value {
        guard let range = layout[part] else { preconditionFailure("\(part) is not among what the encoder reads") }
        return all[range]
    }

    /// Shorthands; what each holds is said at `EncoderPart`.
    package var values: Value { self[.values] }
    package var masks: Value { self[.masks] }
    package var elapsed: Value { self[.elapsed] }
    package var sinceStart: Value { self[.sinceStart] }
    package var season: Value { self[.season] }
    package var channelElapsed: Value { self[.channelElapsed] }
    package var statics: Value { self[.statics] }
}
