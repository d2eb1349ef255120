/// What a person can say about a fit, of whatever kind; each kind reads its part.
///
/// Durations are seconds in calendar data, else in the data's own unit. As JSON the parts are laid out flat, as every version
/// wrote them; what an older program did not know of keeps its default.
public struct FitSettings: Sendable, Hashable, Codable {
    /// Sizes of the networks.
    public var network = NetworkSettings()
    /// How the vector field is solved.
    public var solver = SolverSettings()
    /// How long and how fast to learn.
    public var training = TrainingSettings()
    /// What a regression adds to its features.
    public var regression = RegressionSettings()
    /// What is to be forecast.
    public var task = TaskSettings()
    /// The distribution of observations.
    public var likelihood = LikelihoodChoice.auto
    /// Whether observation times are modelled as well; `nil` for values alone.
    public var eventTimes: EventTimeRole?
    /// Names of the kinds that take part in the trial on hidden rows, and of which a mixture is made; `nil` for all.
    public var rivals: [String]?
    /// Share of the series (of the time, when there are few series) kept for validation.
    public var validation = 0.1
    /// Seed of everything random.
    public var seed: UInt64 = 0

    private enum CodingKeys: String, CodingKey { case likelihood, eventTimes, rivals, validation, seed }

    /// Creates the default settings.
    public init() {}

    public init(from decoder: any Decoder) throws {
        network = try NetworkSettings(from: decoder)
        solver = try SolverSettings(from: decoder)
        training = try TrainingSettings(from: decoder)
        regression = try RegressionSettings(from: decoder)
        task = try TaskSettings(from: decoder)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try fields.read(.likelihood, into: &likelihood)
        try fields.read(.eventTimes, into: &eventTimes)
        rivals = try fields.decodeIfPresent([String].self, forKey: .rivals)
        try fields.read(.validation, into: &validation)
        try fields.read(.seed, into: &seed)
    }

    public func encode(to encoder: any Encoder) throws {
        try network.encode(to: encoder)
        try solver.encode(to: encoder)
        try training.encode(to: encoder)
        try regression.encode(to: encoder)
        try task.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(likelihood, forKey: .likelihood)
        try fields.encodeIfPresent(eventTimes, forKey: .eventTimes)
        try fields.encodeIfPresent(rivals, forKey: .rivals)
        try fields.encode(validation, forKey: .validation)
        try fields.encode(seed, forKey: .seed)
    }
}

extension KeyedDecodingContainer {
    /// Reads `key` into `field`, which keeps its value where the key is absent.
    func read<Field: Decodable>(_ key: Key, into field: inout Field) throws {
        if let value = try decodeIfPresent(Field.self, forKey: key) { field = value }
    }
}
