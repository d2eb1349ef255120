import Lanes

extension LatentODEShape {
    /// Keys of version 0.1.0 that said by a Boolean which activation is used.
    private enum OldKeys: String, CodingKey {
        case usesELU
        case decoderUsesReLU
    }

    /// Reads a shape, also as version 0.1.0 wrote it.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func read<Field: Decodable>(_ key: CodingKeys, into field: inout Field) throws {
            field = try fields.decode(Field.self, forKey: key)
        }
        self.init(channels: try fields.decode(Int.self, forKey: .channels))
        try read(.statics, into: &statics)
        try read(.seasonal, into: &seasonal)
        try read(.latent, into: &latent)
        try read(.hidden, into: &hidden)
        try read(.layers, into: &layers)
        try read(.encoder, into: &encoder)
        try read(.encoderHidden, into: &encoderHidden)
        try read(.decoderHidden, into: &decoderHidden)
        try read(.reading, into: &reading)
        try read(.isAnchored, into: &isAnchored)
        eventTimes = try fields.decodeIfPresent(EventTimeModel.self, forKey: .eventTimes)
        try read(.noise, into: &noise)
        try read(.likelihood, into: &likelihood)
        let old = try decoder.container(keyedBy: OldKeys.self)
        if let usesELU = try old.decodeIfPresent(Bool.self, forKey: .usesELU) {
            fieldActivation = usesELU ? .elu : .tanh
        } else {
            try read(.fieldActivation, into: &fieldActivation)
        }
        if let usesReLU = try old.decodeIfPresent(Bool.self, forKey: .decoderUsesReLU) {
            decoderActivation = usesReLU ? .relu : .tanh
        } else {
            try read(.decoderActivation, into: &decoderActivation)
        }
    }
}
