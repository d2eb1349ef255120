import TimeSeries

/// What is seen of one channel of one series.
struct ChannelHistory {
    /// Times, ascending: seconds since 1970 in calendar data, else the data's own unit, `(n)`.
    var times: [Double] = []
    /// Values, `(n)`.
    var values: [Double] = []

    /// The first `count` observations.
    func prefix(_ count: Int) -> ChannelHistory {
        ChannelHistory(times: Array(times.prefix(count)), values: Array(values.prefix(count)))
    }
}

/// A simple rule: a central value of each channel at any time, from what was seen of that channel.
///
/// ``RuleForecaster`` adds the spread, learned from what the rule gets wrong.
protocol PointRule: Codable, Sendable {
    /// The name of the kind.
    static var name: String { get }
    /// What it is, in a line.
    static var summary: String { get }
    /// Why the rule means nothing to `collection`; `nil` where it does.
    static func obstacle(in collection: SeriesCollection) -> String?

    /// Learns what the rule needs of all series.
    ///
    /// - Parameter histories: of each channel, `(channels)(series)`; none is empty.
    init(learning histories: [[ChannelHistory]])

    /// Central values at `times`, ascending, `(K)`, some perhaps amid the history.
    ///
    /// - Complexity: O(n + K).
    func centers(at times: [Double], after history: ChannelHistory, channel: Int) -> [Double]

    /// Numbers learned.
    var parameterCount: Int { get }
    /// What was learned, line by line.
    func facts(variables: [String]) -> [FitReport.Fact]
}

extension PointRule {
    static func obstacle(in collection: SeriesCollection) -> String? { nil }
    var parameterCount: Int { 0 }
    func facts(variables: [String]) -> [FitReport.Fact] { [] }
}

extension ForecasterKind {
    /// The kind that a rule makes.
    static func rule<Rule: PointRule>(_: Rule.Type) -> ForecasterKind {
        ForecasterKind(
            name: Rule.name, summary: Rule.summary, settings: [],
            verdict: { data in
                if let obstacle = Rule.obstacle(in: data) { return Verdict(isEnough: false, reason: obstacle) }
                let usable = (0..<data.count).map(data.points(of:)).filter { $0 >= 2 }
                let points = usable.reduce(0, +)
                guard points >= RuleFit<Rule>.leastPoints else {
                    return Verdict(
                        isEnough: false,
                        reason: "\(points) times in series of two or more; it needs \(RuleFit<Rule>.leastPoints)")
                }
                return Verdict(
                    isEnough: true, reason: "\(usable.count) series of two times or more, \(points) times in all")
            },
            fit: { data, settings, _ in
                if let obstacle = Rule.obstacle(in: data) {
                    throw ForecastingError.impossibleRequest(.unsuitedKind(Rule.name, reason: obstacle))
                }
                return ClosedFormFit { try RuleFit<Rule>(data).forecaster() }
            },
            decode: { try RuleForecaster<Rule>($0) })
    }
}
