import DifferentialEquations
import Lanes
import NeuralLayers

/// The scale of each channel's observation noise.
public enum ObservationNoise: Sendable, Hashable, Codable {
    /// One standard deviation for all channels, not learned.
    case fixed(Double)
    /// A standard deviation per channel, plus a variance that grows with the time to the nearest observation that the
    /// encoder saw, γ² (1 − e^(−ρ·lead)), as a mean-reverting drift would: three learned numbers a channel.
    case learned
}

/// What the encoder reads at each observation time.
public enum EncoderReading: String, Sendable, Codable {
    /// The values alone, as in Chen et al. 2018: every channel must be observed at every time.
    case values
    /// Whatever the kind of encoder reads.
    case valuesMasksTimes
}

/// The sizes and choices that fix a latent ODE's programs and parameters.
public struct LatentODEShape: Sendable, Hashable, Codable {
    /// Observed channels.
    public var channels: Int
    /// Static features, one-hot for categories.
    public var statics = 0
    /// Harmonic features of time that encoder and decoder read.
    public var seasonal = 0
    /// Features of the latent state.
    public var latent = 8
    /// Units of each hidden layer of the vector field.
    public var hidden = 32
    /// Hidden layers of the vector field.
    public var layers = 2
    /// The kind of encoder.
    public var encoder = HistoryEncoderKind.gru
    /// Features of the encoder's state.
    public var encoderHidden = 32
    /// Units of the decoder's hidden layer.
    public var decoderHidden = 32
    /// What the encoder reads.
    public var reading = EncoderReading.valuesMasksTimes
    /// Whether the decoder's values are added to the last value seen of each channel, and the encoder reads
    /// differences from it.
    public var isAnchored = true
    /// The intensity of observation times, `nil` for values alone.
    public var eventTimes: EventTimeModel?
    /// The noise model.
    public var noise = ObservationNoise.learned
    /// The distribution of the model's numbers given the decoder's location and the noise's scale.
    public var likelihood = ObservationLikelihood.gaussian
    /// Activation of the field's hidden layers; ELU in Chen et al. 2018.
    public var fieldActivation = Activation.tanh
    /// Activation of the decoder's hidden layer; ReLU in Chen et al. 2018.
    public var decoderActivation = Activation.tanh

    enum CodingKeys: String, CodingKey {
        case channels
        case statics
        case seasonal
        case latent
        case hidden
        case layers
        case encoder
        case encoderHidden
        case decoderHidden
        case reading
        case isAnchored
        case eventTimes
        case noise
        case likelihood
        case fieldActivation
        case decoderActivation
    }

    /// Creates the default shape for `channels` channels.
    public init(channels: Int) { self.channels = channels }

    /// Where the encoder's inputs lie.
    var encoderLayout: EncoderLayout {
        EncoderLayout(
            reading == .values ? [.values] : encoder.reads,
            EncoderSizes(channels: channels, seasonal: seasonal, statics: statics))
    }

    /// Features that the encoder reads at each time.
    public var encoderInputs: Int { encoderLayout.features }

    /// Features that the posterior reads beside the encoder's state.
    public var posteriorExtras: Int {
        reading == .values ? 0 : statics + (isAnchored ? 2 * channels : 0)
    }
}
