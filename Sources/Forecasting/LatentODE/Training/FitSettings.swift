import DifferentialEquations
import NeuralLayers

/// The likelihood asked for.
public enum LikelihoodChoice: String, Sendable, Codable, CaseIterable {
    /// Logarithms for channels that are positive and clearly skewed; learned under Student's t, which outliers pull less;
    /// tails as heavy as the validation data show them.
    case auto
    /// Gaussian for every channel.
    case gaussian
    /// Student's t with four degrees of freedom for every channel.
    case studentT = "student-t"
    /// Log-normal for every channel; every value must be positive.
    case logNormal = "log-normal"

    /// The likelihood that training maximises.
    var training: ObservationLikelihood {
        switch self {
        case .auto, .studentT: .studentT
        case .gaussian, .logNormal: .gaussian
        }
    }
}

/// What a person can say about a fit. Durations are seconds in calendar data, else in the data's own unit.
public struct FitSettings: Sendable, Hashable, Codable {
    /// Features of the latent state; `nil` lets the data decide.
    public var latent: Int?
    /// Units of each hidden layer.
    public var hidden = 32
    /// Hidden layers of the vector field.
    public var layers = 2
    /// The encoder's cell.
    public var encoder = RecurrentKind.gru
    /// The solver.
    public var solver = ExplicitMethod.dopri5
    /// Relative tolerance of the solver.
    public var relativeTolerance = 1e-3
    /// Absolute tolerance of the solver.
    public var absoluteTolerance = 1e-4
    /// How gradients go through the solver.
    public var gradient = GradientMethod.discrete
    /// What keeps the learned field easy to solve.
    public var regularization = FieldRegularization()
    /// Whether observation times are modelled as well; `nil` for values alone.
    public var eventTimes: EventTimeRole?
    /// The distribution of observations.
    public var likelihood = LikelihoodChoice.auto
    /// Passes over the training series; `nil` lets the amount of data decide.
    public var epochs: Int?
    /// Seconds after which training stops with what it has.
    public var timeLimit: Double?
    /// Series (or windows) per update; `nil` lets the amount of data decide.
    public var batch: Int?
    /// Peak learning rate of Adam.
    public var learningRate = 0.01
    /// Share of the series (of the time, when there are few series) kept for validation.
    public var validation = 0.1
    /// Length of the history that a forecast reads; `nil` lets the data decide.
    public var history: Double?
    /// Length of the horizon that training scores beyond the history; `nil` lets the data decide.
    public var horizon: Double?
    /// Draws from the posterior for each episode in training.
    public var trainingSamples = 1
    /// Seed of everything random.
    public var seed: UInt64 = 0

    /// Creates the default settings.
    public init() {}

    /// Reads settings; what an older program did not know of keeps its default.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func read<Field: Decodable>(_ key: CodingKeys, into field: inout Field) throws {
            if let value = try fields.decodeIfPresent(Field.self, forKey: key) { field = value }
        }
        try read(.latent, into: &latent)
        try read(.hidden, into: &hidden)
        try read(.layers, into: &layers)
        try read(.encoder, into: &encoder)
        try read(.solver, into: &solver)
        try read(.relativeTolerance, into: &relativeTolerance)
        try read(.absoluteTolerance, into: &absoluteTolerance)
        try read(.gradient, into: &gradient)
        try read(.regularization, into: &regularization)
        eventTimes = try fields.decodeIfPresent(EventTimeRole.self, forKey: .eventTimes)
        try read(.likelihood, into: &likelihood)
        try read(.epochs, into: &epochs)
        try read(.timeLimit, into: &timeLimit)
        try read(.batch, into: &batch)
        try read(.learningRate, into: &learningRate)
        try read(.validation, into: &validation)
        try read(.history, into: &history)
        try read(.horizon, into: &horizon)
        try read(.trainingSamples, into: &trainingSamples)
        try read(.seed, into: &seed)
    }
}
