import Foundation

/// What the rows of a scoreboard say of the mixture: how often it keeps what it promises, and where it does not.
struct ScoreboardSummary {
    var rows: [ScoreboardRow] = []
    /// Data sets whose files were not there.
    var absent: [String] = []

    /// Above the best member's score by less than this is as good.
    private static let tolerance = 1.02
    private static let coverages = 0.87...0.93
    private static let binCoverages = 0.82...0.96

    /// Counts of rows, and of data sets by the geometric mean of their rows' ratios, and the rows that fall short.
    var line: Measurements {
        var line = Measurements()
        line.texts["data"] = "all"
        line.texts["absent"] = absent.isEmpty ? nil : absent.joined(separator: ", ")
        let scored = rows.filter { $0.mixture != nil }
        line.numbers["rows"] = Double(rows.count)
        line.numbers["rows_with_mixture"] = Double(scored.count)
        var sets: [String] = []
        for row in scored where !sets.contains(row.set) { sets.append(row.set) }
        line.numbers["sets"] = Double(sets.count)

        func count(_ name: String, limit: Double, _ best: (ScoreboardRow) -> (kind: String, ratio: Double)?) {
            let good = scored.filter { best($0).map { $0.ratio <= limit } ?? false }
            line.numbers["rows_\(name)"] = Double(good.count)
            line.numbers["sets_\(name)"] = Double(
                sets.count { set in
                    let logs = scored.filter { $0.set == set }.compactMap { best($0).map { log($0.ratio) } }
                    return !logs.isEmpty && exp(logs.reduce(0, +) / Double(logs.count)) <= limit
                })
            let missed = scored.compactMap { row in
                best(row).flatMap { best in
                    best.ratio > limit
                        ? "\(row.set) \(row.split): \(Self.text(best.ratio)) of \(best.kind)" : nil
                }
            }
            line.texts["not_\(name)"] = missed.isEmpty ? nil : missed.joined(separator: "; ")
        }
        count("within_2_percent_of_best_member", limit: Self.tolerance) { $0.bestMember }
        count("at_or_below_best_rule", limit: 1) { $0.bestRule }

        func count(_ name: String, _ range: ClosedRange<Double>, _ shares: (ScoreboardRow) -> [Double]) {
            let told = scored.filter { !shares($0).isEmpty }
            let good = told.filter { shares($0).allSatisfy(range.contains) }
            line.numbers["rows_\(name)"] = Double(good.count)
            line.numbers["rows_\(name)_of"] = Double(told.count)
            let missed = told.filter { !shares($0).allSatisfy(range.contains) }.map { row in
                let bad = shares(row).filter { !range.contains($0) }.map { Self.text($0) }
                return "\(row.set) \(row.split): \(bad.joined(separator: " "))"
            }
            line.texts["not_\(name)"] = missed.isEmpty ? nil : missed.joined(separator: "; ")
        }
        count("coverage_87_to_93", Self.coverages) { $0.mixture?.coverage.map { [$0] } ?? [] }
        count("bin_coverage_82_to_96", Self.binCoverages) { $0.mixture?.binCoverages ?? [] }
        return line
    }

    private static func text(_ number: Double) -> String { String(format: "%.3f", number) }
}
