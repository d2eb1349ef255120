/// Settings of a fit of events. Times are model times: days in calendar data.
public struct EventFitSettings: Sendable, Hashable, Codable {
    /// The intensity.
    public var kind = IntensityKind.constant
    /// Number of pieces; `nil` for ten, or for 24 of a period.
    public var pieces: Int?
    /// Periods of the seasons; the pieces repeat after the first.
    public var periods: [Double] = []
    /// Harmonics of each season; `nil` for the number from 1 to 12 of least AIC.
    public var harmonics: Int?
    /// Whether there is a trend.
    public var hasTrend = false
    /// Latent: features of the latent state.
    public var latent = 6
    /// Latent: units of each hidden layer.
    public var hidden = 24
    /// Latent: passes over the sequences; `nil` lets their number decide.
    public var epochs: Int?
    /// Latent: peak learning rate of Adam.
    public var learningRate = 0.02
    /// Latent: networks fitted to resampled events, whose differences are part of the band; `nil` for six where there are fewer
    /// than ten sequences, else one.
    public var members: Int?
    /// Latent: share of the sequences kept to choose the best epoch, where there are ten or more.
    public var validation = 0.15
    /// Seed of everything random.
    public var seed: UInt64 = 0

    /// Creates the default settings.
    public init() {}
}
