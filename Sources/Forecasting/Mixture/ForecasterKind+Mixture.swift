import TimeSeries

extension ForecasterKind {
    /// The other kinds, weighed by what they reach on rows that were hidden from them (``MixtureForecaster``).
    public static let mixture: ForecasterKind = ForecasterKind(
        name: "mixture",
        summary: "the other kinds, each weighed by what it reaches on rows that were hidden from it",
        settings: Set(FitOption.all.map(\.name)).subtracting(["event-times"]),
        verdict: { data in
            let verdicts = ForecasterKind.members.map { ($0, $0.verdict(data)) }
            let able = verdicts.filter { $0.1.isEnough }.map(\.0.name)
            guard !able.isEmpty else {
                return Verdict(isEnough: false, reason: verdicts.first?.1.reason ?? "there are no kinds")
            }
            return Verdict(isEnough: true, reason: "enough for \(able.joined(separator: ", "))")
        },
        fit: { try RefereedFit($0, .mixture, settings: $1, context: $2) },
        read: { try MixtureForecaster($0) })

    /// The kinds that a mixture may be made of.
    static var members: [ForecasterKind] { all.filter { $0 != .mixture } }
}
