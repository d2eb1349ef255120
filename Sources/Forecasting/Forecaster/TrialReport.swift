/// How kinds of forecasters did on the same hidden values, variable by variable.
public struct TrialReport: Codable, Sendable, Hashable {
    /// What one kind reached.
    public struct Entry: Codable, Sendable, Hashable {
        /// Name of the kind.
        public var kind: String
        /// Continuous ranked probability score of forecasts, in the variable's unit.
        public var rankedProbability: Double
        /// Mean absolute error of the medians.
        public var absoluteError: Double
        /// Root of the mean squared error of the means.
        public var rootSquaredError: Double
        /// Share of values within the 90 % band.
        public var coverage: Double
        /// The same score of interpolations; `nil` where none were tried.
        public var amid: Double?
        /// Mean weight in the model over the leads; 0 for those that are not part of it.
        public var weight: Double
    }

    /// One variable.
    public struct Variable: Codable, Sendable, Hashable {
        /// Its name.
        public var variable: String
        /// Hidden values that were forecast.
        public var forecasts: Int
        /// Hidden values that were interpolated.
        public var interpolations: Int
        /// Every kind that forecast it, the model itself first.
        public var entries: [Entry]
        /// Name of the simpler kind that is used because no mixture is better beyond chance; `nil` where a mixture is.
        public var tie: String?

        /// What is stored.
        public var model: Entry? { entries.first }
        /// The best of the simple rules.
        public var bestRule: Entry? { best { TrialReport.isSimple($0.kind) } }
        /// The best of all kinds.
        public var bestMember: Entry? { best { _ in true } }

        /// Kinds that have a weight in the model that is worth a word, the greatest first.
        public var members: [Entry] {
            entries.dropFirst().filter { $0.weight >= 0.005 }.sorted { ($1.weight, $0.kind) < ($0.weight, $1.kind) }
        }

        /// 1 − score / score of the best simple rule; `nil` where there is none or it is perfect.
        public var skill: Double? {
            guard let model, let rule = bestRule, rule.rankedProbability > 0 else { return nil }
            return 1 - model.rankedProbability / rule.rankedProbability
        }

        private func best(_ isAllowed: (Entry) -> Bool) -> Entry? {
            entries.dropFirst().filter(isAllowed).min {
                ($0.rankedProbability, $0.kind) < ($1.rankedProbability, $1.kind)
            }
        }
    }

    /// Name of the kind that is stored.
    public var model: String
    /// Whether whole series were hidden, rather than the last part of all.
    public var hidesSeries: Bool
    /// Series with hidden values that were forecast.
    public var series: Int
    /// Moments from which forecasts began.
    public var origins: Int
    /// Digest of the hidden rows: scores of two fits can be compared where it is the same.
    public var rows: String
    /// The variables.
    public var variables: [Variable]
    /// Kinds that could not take part, and why.
    public var absent: [String: String]

    /// Whether the kind called `name` is one of the simple rules.
    static func isSimple(_ name: String) -> Bool { ForecasterKind.named(name)?.isSimpleRule ?? false }

    /// Mean over the variables of the score relative to the best simple rule's, weighed by their values; `nil` where there is none.
    public var relativeScore: Double? {
        var (sum, count) = (0.0, 0.0)
        for variable in variables {
            guard let skill = variable.skill else { continue }
            sum += (1 - skill) * Double(variable.forecasts)
            count += Double(variable.forecasts)
        }
        return count > 0 ? sum / count : nil
    }

    /// What is told of it line by line.
    var facts: [FitReport.Fact] {
        variables.compactMap { variable in
            guard let model = variable.model else { return nil }
            let parts = variable.members
            guard !parts.isEmpty else { return nil }
            var text: FactText = "\(variable.variable): "
            for (index, part) in parts.enumerated() {
                text = text + "\(index > 0 ? ", " : "")\(part.kind) \(part.weight, digits: 2)"
            }
            return .init("members", text + "; score \(number: model.rankedProbability)")
        }
    }
}
