import TimeSeries

/// The scores of one candidate over some points; `nil` where one is not defined.
public struct BacktestMetrics: Sendable, Hashable, Encodable {
    /// A central band.
    public struct Band: Sendable, Hashable {
        /// Its probability.
        public let probability: Double
        /// Share of the observed values within it, limits included.
        public var coverage: Double?
        /// Its mean width.
        public var width: Double?
        /// Its mean interval score (Winkler 1972).
        public var winkler: Double?
    }

    /// Points that were scored.
    public internal(set) var points = 0
    /// Mean of squared errors of the means.
    public internal(set) var meanSquaredError: Double?
    /// Root of the mean of squared errors.
    public internal(set) var rootMeanSquaredError: Double?
    /// Mean of absolute errors of the medians.
    public internal(set) var meanAbsoluteError: Double?
    /// Mean of mean minus observed.
    public internal(set) var bias: Double?
    /// Mean continuous ranked probability score.
    public internal(set) var rankedProbability: Double?
    /// Mean energy score over the times at which several variables were observed, each divided by its scale; of all variables only.
    public internal(set) var energy: Double?
    /// Mean negative log likelihood in nats, by `QuantileCurve.logDensity(at:resolution:)`.
    public internal(set) var negativeLogLikelihood: Double?
    /// Mean pinball loss of each kept level.
    public internal(set) var pinball: [Double?] = []
    /// Levels of ``pinball``.
    public internal(set) var levels: [Double] = []
    /// Central bands, narrow ones first.
    public internal(set) var bands: [Band] = []
    /// Shares of the probability integral transforms in 20 equal bins; empty where there are no points.
    public internal(set) var transforms: [Double] = []
    /// 1 − score / score of the best simple rule, by ranked probability over the points that both scored.
    public internal(set) var skill: Double?
    /// An interval of ``skill`` of probability 0.95, by bootstrap.
    public internal(set) var skillInterval: ClosedRange<Double>?
    /// The same against the last value.
    public internal(set) var skillAgainstLastValue: Double?

    /// The band of `probability`, `nil` where it was not scored.
    public func band(_ probability: Double) -> Band? { bands.first { abs($0.probability - probability) < 1e-9 } }

    /// Every number by its short name, in the order of tables.
    public var named: [(name: String, value: Double?)] {
        var list: [(name: String, value: Double?)] = [
            ("mse", meanSquaredError), ("rmse", rootMeanSquaredError), ("mae", meanAbsoluteError), ("bias", bias),
            ("crps", rankedProbability), ("energy", energy), ("nll", negativeLogLikelihood),
        ]
        let losses = pinball.compactMap(\.self)
        list.append(("pinball", losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count)))
        for (level, loss) in zip(levels, pinball) { list.append(("pinball_\(Self.percent(level))", loss)) }
        for band in bands {
            let percent = Self.percent(band.probability)
            list.append(("coverage_\(percent)", band.coverage))
            list.append(("width_\(percent)", band.width))
            list.append(("winkler_\(percent)", band.winkler))
        }
        list += [
            ("skill", skill), ("skill_low", skillInterval?.lowerBound), ("skill_high", skillInterval?.upperBound),
            ("skill_last_value", skillAgainstLastValue),
        ]
        return list
    }

    private static func percent(_ share: Double) -> String { DecimalNumber.text((share * 1e6).rounded() / 1e4) }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    /// Short names, with null for what is not defined.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(points, forKey: Key("points"))
        for (name, value) in named { try fields.encode(value, forKey: Key(name)) }
        try fields.encode(transforms, forKey: Key("pit"))
    }
}
