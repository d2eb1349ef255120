import Foundation
import Lanes
import Testing

@testable import Forecasting

/// Shapes as stored models hold them.
@Suite struct LatentODEShapeTests {
    /// What version 0.1.0 wrote into a model fitted by `continuum fit gru --epochs 4`.
    private let stored = """
        {"channels":4,"decoderHidden":32,"decoderUsesReLU":false,"encoder":"gru","encoderHidden":32,"hidden":32,\
        "isAnchored":true,"latent":12,"layers":2,"likelihood":"student-t","noise":{"learned":{}},\
        "reading":"valuesMasksTimes","seasonal":0,"statics":6,"usesELU":false}
        """

    @Test func shapeOfVersion010IsRead() throws {
        let shape = try JSONDecoder().decode(LatentODEShape.self, from: Data(stored.utf8))
        #expect(shape.channels == 4 && shape.encoder == .gru && shape.latent == 12 && shape.statics == 6)
        #expect(shape.fieldActivation == .tanh && shape.decoderActivation == .tanh)
        #expect(shape.encoderInputs == 10 && shape.eventTimes == nil)
        let published = stored.replacingOccurrences(of: "false", with: "true")
        let other = try JSONDecoder().decode(LatentODEShape.self, from: Data(published.utf8))
        #expect(other.fieldActivation == .elu && other.decoderActivation == .relu)
    }

    @Test func shapesSurviveTheRoundTrip() throws {
        var shape = LatentODEShape(channels: 3)
        shape.fieldActivation = .silu
        shape.decoderActivation = .softplus
        shape.encoder = .odeRNN
        shape.eventTimes = EventTimeModel(role: .joint, rate: 1.5)
        shape.noise = .fixed(0.25)
        #expect(try JSONDecoder().decode(LatentODEShape.self, from: JSONEncoder().encode(shape)) == shape)
    }

    @Test func unknownNamesAreRefused() {
        for (name, other) in [("\"gru\"", "\"lstm\""), ("\"usesELU\":false", "\"fieldActivation\":\"cubic\"")] {
            let text = stored.replacingOccurrences(of: name, with: other)
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(LatentODEShape.self, from: Data(text.utf8))
            }
        }
    }
}
