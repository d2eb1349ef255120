import Forecasting
import ObservationStore
import TimeSeries

/// Sets of a few long series: the last tenth by time is scored in split 0, the last fifteen hundredths in split 1, up to three tenths.
extension ScoreboardSet {
    /// - Parameters:
    ///   - step: between cutoffs; seconds, or the data's own unit.
    ///   - horizon: that each of them is scored for.
    private static func records(
        _ name: String, _ file: String, splits: Int = 5, step: Double, horizon: Double,
        read: @escaping @Sendable (String) throws -> SeriesCollection
    ) -> ScoreboardSet {
        ScoreboardSet(name: name, files: [file], splits: splits) { files in
            let plan: (UInt64) -> BacktestPlan = { split in
                var plan = BacktestPlan(cutoff: .share(0.9 - 0.05 * Double(split % 5)))
                (plan.step, plan.horizon) = (step, horizon)
                return plan
            }
            return (try read(files[0]), plan)
        }
    }

    /// Weekly carbon dioxide, asked every half year for the next two years.
    static func carbonDioxide(_ folder: String) -> ScoreboardSet {
        records("co2", "\(folder)/co2_weekly.csv.gz", step: 182 * 86_400, horizon: 728 * 86_400) { file in
            try .imported([file])
        }
    }

    /// The brightness of a variable star, asked every 100 days for the next 200.
    static func star(_ folder: String) -> ScoreboardSet {
        records("ogle", "\(folder)/ogle_lpv_00005.dat", step: 100, horizon: 200) { try starSeries($0) }
    }

    /// Times, magnitudes and their errors, in columns without names.
    private static func starSeries(_ file: String) throws -> SeriesCollection {
        var options = ImportOptions()
        (options.time, options.variables, options.errors) = ("1", ["2"], [ErrorColumn("3", of: "2")])
        (options.hasHeader, options.delimiter) = (false, "space")
        return try .imported([file], options: options)
    }

    /// Glucose of five people, asked every three hours for the next three. Each record is moved by whole days, so that all begin on
    /// one: the last days of all are scored, and hours of the day stay what they were.
    static func glucose(_ folder: String) -> ScoreboardSet {
        records("glucose", "\(folder)/glucose_5.csv.gz", splits: 2, step: 10_800, horizon: 10_800) { file in
            try SeriesCollection.imported([file]).movedToOneDay()
        }
    }
}

extension SeriesCollection {
    /// The same with calendar times moved by whole days, so that every series begins on 1970-01-01.
    fileprivate func movedToOneDay() -> SeriesCollection {
        guard case .calendar(var moved) = times else { return self }
        let day: Int64 = 86_400_000_000
        for series in 0..<count {
            guard let first = rows(of: series).first else { continue }
            let begin = moved[first] - (moved[first] % day + day) % day
            for row in rows(of: series) { moved[row] -= begin }
        }
        return SeriesCollection(
            variables: variables, staticNames: staticNames, names: names, offsets: offsets, times: .calendar(moved),
            variableIndices: variableIndices, values: values, errors: errors, statics: statics)
    }
}
