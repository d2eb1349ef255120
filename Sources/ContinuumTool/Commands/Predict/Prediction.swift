import Continuum

/// What `forecast` and `interpolate` share: the answers of a model at given times.
enum Prediction {
    private static let samples = Option(
        "--samples", "N", "Print N sample values of each time instead of the distribution", .integer(in: 1...100_000))
    private static let draws = Option(
        "--draws", "N", "Draws of the latent path that make the distribution", .integer(in: 2...100_000),
        otherwise: "\(defaultDraws)")
    private static let noSave = Option.flag("--no-save", "Do not store the answers")
    private static let joint = Option.flag(
        "--joint", "Bands that hold at all times of a series together, found by 1000 sample paths or as many as --draws"
    )
    private static let defaultDraws = 100
    private static let jointDraws = 1000

    static let options: [any AnyOption] =
        [Option.series, Option.variables] + TimesOptions.declared
        + [
            Option.quantiles, samples, draws, joint, Option.asOf, Option.timeZone, noSave, Option.seed, Option.threads,
            Option.json, Option.format, Option.output,
        ]

    /// Asks the model and prints its answers.
    static func run(_ kind: PredictionKind, _ arguments: Arguments, _ console: Console) throws {
        let samples = arguments[samples] ?? 0
        let isJoint = arguments[joint]
        guard !isJoint || samples == 0 else { throw UsageError("--joint and --samples exclude each other") }
        let draws = arguments[draws] ?? (isJoint ? jointDraws : max(defaultDraws, samples))
        guard samples <= draws else { throw UsageError("--samples \(samples) needs as many --draws") }
        let name = arguments[.name]
        // Before there is anything to save.
        _ = try arguments.rowFormat()
        let isExplained = try kind == .forecast && ExplainPage.isAsked(arguments)
        guard !isExplained || samples == 0 && !isJoint else {
            throw UsageError("--explain, --joint and --samples exclude each other")
        }
        let saves = !arguments[noSave] && !isExplained
        let store = try arguments.openStore(saves ? .writing : .reading)
        let dialect = arguments.dialect(store)
        var job = PredictionJob(
            try store.forecaster(name), kind: kind,
            times: try TimesOptions.times(arguments, dialect, kind, horizon: try store.fittedHorizon(name)))
        job.series = arguments[.series]
        job.variables = arguments[.variables]
        job.options.asOf = try dialect.moment(arguments[.asOf])
        job.options.quantiles = arguments.quantiles
        job.isJoint = isJoint
        job.options.samples = isJoint ? draws : samples
        job.options.draws = draws
        job.options.seed = arguments.seed
        job.options.threads = arguments[.threads]
        if isExplained { return try ExplainPage.run(job, store, arguments, console) }
        console.beginProgress()
        let result = try job.run(
            in: store, progress: { done, count in console.progress("\(done) of \(count) series") },
            isCancelled: { Interruption.isRequested })
        console.endProgress()
        if let steps = result.steps { console.note(note(steps, kind, store.timeKind)) }
        if !result.untouched.isEmpty {
            console.note("note: nothing to predict for \(result.untouched.count) series: \(some(result.untouched))")
        }
        for (variable, rows, longest) in result.untried {
            console.note(
                "note: \(rows) row\(rows == 1 ? "" : "s") of \(variable) lie\(rows == 1 ? "s" : "") beyond "
                    + "\(DurationText.text(longest, store.timeKind)), the longest lead that was tried; the band is widened "
                    + "there by 1 + log(lead / longest) / 2")
        }
        let id = saves && !result.rows.isEmpty ? try job.save(result, of: name, in: store) : nil
        if samples > 0 {
            try printSamples(result, store, arguments, console)
        } else {
            try printRows(result, job.options.quantiles, id, store, arguments, console)
        }
        for failure in result.failures {
            console.error("series \(failure.series): \(ErrorMessage.text(failure.reason))")
        }
        if !result.failures.isEmpty { throw CommandError.reported(.failed) }
    }

    /// Which times were chosen for those who named none.
    private static func note(_ steps: SensibleSteps, _ kind: PredictionKind, _ timeKind: TimeKind) -> String {
        let step =
            switch steps.step {
            case .fixed(let length): DurationText.text(length, timeKind)
            case .calendar(let step, _): step.description
            }
        guard kind == .forecast else { return "note: in steps of \(step); choose others with --every" }
        return
            "note: in steps of \(step) up to \(DurationText.text(steps.horizon, timeKind)) after the last observation, "
            + (steps.isHorizonOfFit ? "the horizon of the fit" : "a quarter of the series")
            + "; choose others with --every DUR --for DUR"
    }

    private static func some(_ names: [String]) -> String {
        names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
    }

    private static func printRows(
        _ result: PredictionJob.Result, _ quantiles: [Double], _ id: Int64?, _ store: ObservationStore,
        _ arguments: Arguments, _ console: Console
    ) throws {
        let columns =
            ["series", "variable", "time", "lead", "mean", "sd"] + quantiles.map(QuantileName.text) + [
                "kind", "forecast",
            ]
        let writer = try arguments.rowWriter(columns, console)
        let times = TimeWriter(store.timeStyle)
        for row in result.rows {
            try writer.write(
                [.text(row.series), .text(row.variable), Field(row.time, times), .number(row.lead)]
                    + [.number(row.mean), .number(row.deviation)] + row.quantiles.map { .number($0) }
                    + [.text(row.kind), id.map { .integer(Int($0)) } ?? .null])
        }
        try writer.finish()
    }

    private static func printSamples(
        _ result: PredictionJob.Result, _ store: ObservationStore, _ arguments: Arguments, _ console: Console
    ) throws {
        let writer = try arguments.rowWriter(
            ["series", "variable", "time", "sample", "value"], console)
        let times = TimeWriter(store.timeStyle)
        for row in result.samples {
            try writer.write([
                .text(row.series), .text(row.variable), Field(row.time, times), .integer(row.sample),
                .number(row.value),
            ])
        }
        try writer.finish()
    }
}
