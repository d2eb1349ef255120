import Forecasting
import ObservationStore
import TimeSeries

/// Sets of many series, some of which are held out whole.
extension ScoreboardSet {
    /// A set of one file whose fits see all but `share` of the series; times are numbers.
    private static func subjects(
        _ name: String, _ file: String, splits: Int = 5, unseen share: Double, from cutoff: Double,
        step: Double? = nil, horizon: Double?, task: TaskSettings = TaskSettings(),
        read: @escaping @Sendable (String) throws -> SeriesCollection
    ) -> ScoreboardSet {
        ScoreboardSet(name: name, files: [file], splits: splits, task: task) { files in
            var plan = BacktestPlan(cutoff: .time(.numeric(cutoff)))
            (plan.step, plan.horizon, plan.unseenShare) = (step, horizon, share)
            return (try read(files[0]), { [plan] _ in plan })
        }
    }

    /// Hours after a dose: 12 subjects, 3 of them held out, asked from four times on.
    static func theophylline(_ folder: String) -> ScoreboardSet {
        subjects("Theoph", "\(folder)/Theoph.csv.gz", unseen: 0.25, from: 1.2, step: 4, horizon: 12) { file in
            var options = ImportOptions()
            (options.series, options.time, options.variables) = ("Subject", "Time", ["conc"])
            options.statics = ["Wt", "Dose"]
            return try .imported([file], options: options)
        }
    }

    /// Hours after a dose: 6 subjects, 2 of them held out.
    static func indomethacin(_ folder: String) -> ScoreboardSet {
        subjects("Indometh", "\(folder)/Indometh.csv.gz", unseen: 1.0 / 3, from: 1, step: 2, horizon: 8) { file in
            var options = ImportOptions()
            (options.series, options.time, options.variables) = ("Subject", "time", ["conc"])
            return try .imported([file], options: options)
        }
    }

    /// CD4 counts at visits of months 0, 2, 6, 12 and 18: a fifth of 467 patients held out.
    static func aids(_ folder: String) -> ScoreboardSet {
        subjects("aids", "\(folder)/aids.csv.gz", unseen: 0.2, from: 2, step: 6, horizon: 18) { file in
            var options = ImportOptions()
            (options.series, options.time, options.variables) = ("patient", "obstime", ["CD4"])
            options.statics = ["drug", "gender", "prevOI", "AZT"]
            return try .imported([file], options: options)
        }
    }

    /// Seven laboratory values by day: a fifth of 312 patients held out, asked every two years for the next four.
    static func liver(_ folder: String) -> ScoreboardSet {
        subjects("pbcseq", "\(folder)/pbcseq.csv.gz", splits: 3, unseen: 0.2, from: 365, step: 730, horizon: 1460) {
            try LiverTrial.series($0)
        }
    }

    /// The noisy halves of 60 spirals, 12 held out: the second 50 times from the first.
    static func spirals(_ folder: String) -> ScoreboardSet {
        subjects("spirals", "\(folder)/spirals.csv.gz", splits: 2, unseen: 0.2, from: 1.87, horizon: nil) { file in
            var options = ImportOptions()
            (options.series, options.time, options.variables) = ("series", "t", ["x", "y"])
            let whole = try SeriesCollection.imported([file], options: options)
            return try whole.filtered(
                SeriesFilter(series: Array(whole.names.prefix(60)), until: .numeric(3.75)))
        }
    }

    /// The second day of 300 intensive care stays from the first, 60 held out.
    static func stays(_ folder: String) -> ScoreboardSet {
        var task = TaskSettings()
        (task.history, task.horizon) = (1440, 1440)
        return subjects(
            "physionet", "\(folder)/physionet2012_set-a.csv.gz", splits: 1, unseen: 0.2, from: 1440, horizon: 1440,
            task: task
        ) { file in
            let whole = try IntensiveCareStays(file).whole
            return try whole.filtered(SeriesFilter(series: Array(whole.names.prefix(300))))
        }
    }

    /// The second 100 times of 100 simulated hoppers from the first, 20 held out.
    static func hoppers(_ folder: String) -> ScoreboardSet {
        subjects("hopper", "\(folder)/hopper_1000.csv.gz", splits: 1, unseen: 0.2, from: 99, horizon: nil) { file in
            let whole = try SeriesCollection.imported([file])
            return try whole.filtered(SeriesFilter(series: Array(whole.names.prefix(100))))
        }
    }

    /// Capacity and temperature of lithium cells, one of three held out, asked every five days for the next twenty.
    static func batteries(_ folder: String) -> ScoreboardSet {
        ScoreboardSet(name: "battery", files: ["\(folder)/battery_nasa.csv.gz"]) { files in
            var options = ImportOptions()
            (options.series, options.time, options.variables) = ("cell", "time", ["capacity", "temperature"])
            let whole = try SeriesCollection.imported(files, options: options)
            guard let first = whole.earliest else { throw BenchmarkError("the batteries have no rows") }
            let day = 86_400.0
            var plan = BacktestPlan(cutoff: .time(first.advanced(by: 15 * day)))
            (plan.step, plan.horizon, plan.unseenShare) = (5 * day, 20 * day, 0.34)
            return (whole, { [plan] _ in plan })
        }
    }
}
