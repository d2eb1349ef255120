import TimeSeries

/// What is seen of one channel of one series.
struct ChannelHistory {
    /// Times, ascending: seconds since 1970 in calendar data, else the data's own unit, `(n)`.
    var times: [Double] = []
    /// Values, `(n)`.
    var values: [Double] = []
    /// Standard deviations of measurement errors, 0 where not known, `(n)`; empty where none is.
    var errors: [Double] = []

    /// The first `count` observations.
    func prefix(_ count: Int) -> ChannelHistory {
        ChannelHistory(
            times: Array(times.prefix(count)), values: Array(values.prefix(count)), errors: Array(errors.prefix(count)))
    }
}

/// A simple rule: a central value of one channel at any time, from what was seen of that channel.
///
/// ``RuleForecaster`` adds the spread, learned from what the rule gets wrong.
protocol PointRule: Codable, Sendable {
    /// The name of the kind.
    static var name: String { get }
    /// What it is, in a line.
    static var summary: String { get }
    /// Whether seasons are searched for it.
    static var isSeasonal: Bool { get }

    /// Learns what the rule needs of all series.
    ///
    /// - Parameters:
    ///   - histories: of each series, none empty.
    ///   - seasons: of the channel, strongest first; empty where ``isSeasonal`` is false.
    init(learning histories: [ChannelHistory], seasons: [Season])

    /// Central values at `times`, ascending, `(K)`, some perhaps amid the history, which is not empty.
    ///
    /// - Complexity: O(n + K).
    func centers(at times: [Double], given history: ChannelHistory) -> [Double]

    /// Numbers learned.
    var parameterCount: Int { get }
    /// What was learned, as the end of a line that begins with the variable; `nil` for nothing.
    var fact: FactText? { get }
}

extension PointRule {
    static var isSeasonal: Bool { false }
    var parameterCount: Int { 0 }
    var fact: FactText? { nil }
}

extension ForecasterKind {
    /// The kind of forecaster that a rule and the spread of its errors make.
    static func rule<Rule: PointRule>(_ rule: Rule.Type) -> ForecasterKind {
        ForecasterKind(
            name: Rule.name, summary: Rule.summary, settings: Rule.isSeasonal ? ["season"] : [],
            verdict: { data in
                let points = data.pointsInSeriesOfTwo
                let needed = RuleFit<Rule>.leastPoints
                guard points >= needed else {
                    return Verdict(
                        isEnough: false, reason: "\(points) times in series of two or more; it needs \(needed)")
                }
                return Verdict(isEnough: true, reason: "\(points) times in series of two or more")
            },
            fit: { collection, settings, _ in
                let fit = try RuleFit<Rule>(collection, seasons: settings.task.season)
                return ClosedFormFit { _ in try fit.forecaster() }
            },
            read: { try RuleForecaster<Rule>($0) }, isSimpleRule: true)
    }
}

extension SeriesCollection {
    /// Times in series of two times or more.
    ///
    /// - Complexity: O(rows).
    var pointsInSeriesOfTwo: Int { (0..<count).map(points(of:)).filter { $0 >= 2 }.reduce(0, +) }
}
