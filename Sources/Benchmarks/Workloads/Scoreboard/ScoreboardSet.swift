import Forecasting
import Foundation
import TimeSeries

/// A data set of the scoreboard: where it lies, and what is asked of it.
struct ScoreboardSet: Sendable {
    /// The rows, and what is asked in each split of them.
    typealias Content = (collection: SeriesCollection, plan: (_ split: UInt64) -> BacktestPlan)

    /// The name in the lines, and behind `--only`.
    let name: String
    /// The files, by path.
    let files: [String]
    /// Splits that are measured where no number is given: five, fewer where fits are slow or the split is a given one.
    var splits = 5
    /// What a fit is told of the task; by default nothing.
    var task = TaskSettings()
    /// Reads ``files``. Where a plan holds series out, kinds are fitted to all rows of the others, else to rows up to the first cutoff.
    let read: @Sendable (_ files: [String]) throws -> Content

    /// Whether all files are there.
    var isThere: Bool { files.allSatisfy { FileManager.default.fileExists(atPath: $0) } }

    /// Every data set of the folder `data`, small ones first, then every folder of `cases` with `train.csv` and `test.csv`.
    static func all(data: String, cases: String?) throws -> [ScoreboardSet] {
        var sets = [
            theophylline, indomethacin, batteries, star, aids, carbonDioxide, liver, glucose, spirals, stays, hoppers,
        ].map { $0(data) }
        if let cases {
            for name in try FileManager.default.contentsOfDirectory(atPath: cases).sorted() {
                let set = given(name, "\(cases)/\(name)")
                if set.isThere { sets.append(set) }
            }
        }
        return sets
    }

    /// Rows that a case gives to learn from, and later ones that are scored from the last of them.
    private static func given(_ name: String, _ folder: String) -> ScoreboardSet {
        ScoreboardSet(name: name, files: ["\(folder)/train.csv", "\(folder)/test.csv"], splits: 1) { files in
            let known = try SeriesCollection.imported([files[0]])
            let whole = try SeriesCollection.imported(files)
            guard let cutoff = known.latest,
                whole.values.indices.count(where: { whole.times[$0] <= cutoff }) == known.values.count
            else { throw BenchmarkError("\(name): test.csv does not begin after the last row of train.csv") }
            return (whole, { _ in BacktestPlan(cutoff: .time(cutoff)) })
        }
    }
}

extension SeriesCollection {
    /// The last time of all, `nil` without rows.
    var latest: Moment? { values.indices.map { times[$0] }.max() }

    /// The first time of all, `nil` without rows.
    var earliest: Moment? { values.indices.map { times[$0] }.min() }
}
