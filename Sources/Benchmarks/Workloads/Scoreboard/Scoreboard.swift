import Forecasting

extension Workload {
    /// Every kind and the mixture of them on every data set of `--data` and every case of `--cases`, scored by backtests.
    ///
    /// Files that are not there are left out, and named in the last line. Fits are those of the default settings, but that the stays are
    /// fitted with a history and a horizon of a day; the seed of a split chooses held out series or cutoffs, and seeds the fits.
    static let scoreboard = Workload(
        name: "scoreboard", summary: "accuracy: all kinds and their mixture on every data set of --data and --cases",
        data: "datasets", run: scoreboard)

    private static func scoreboard(_ settings: BenchmarkSettings) throws -> Measurements {
        let all = try ScoreboardSet.all(data: settings.data, cases: settings.cases)
        let known = Set(all.map(\.name))
        if let unknown = settings.only?.first(where: { !known.contains($0) }) {
            throw BenchmarkError("there is no data set \(unknown); there are \(known.sorted().joined(separator: ", "))")
        }
        let kinds = try settings.kinds.map { names in
            try names.map { name in
                guard let kind = ForecasterKind.named(name) else { throw BenchmarkError("there is no kind \(name)") }
                return kind
            }
        }
        let asked = all.filter { settings.only?.contains($0.name) ?? true }
        var summary = ScoreboardSummary()
        for set in asked {
            guard set.isThere else {
                summary.absent.append(set.name)
                continue
            }
            let content = try set.read(set.files)
            let splits = settings.seeds ?? set.splits
            for split in 0..<UInt64(splits) {
                let row = try ScoreboardRow(
                    set, content, split: settings.seed + split, kinds: kinds ?? ForecasterKind.all,
                    threads: settings.threads)
                try settings.tell(row.line(splits: splits))
                summary.rows.append(row)
            }
        }
        return summary.line
    }
}
