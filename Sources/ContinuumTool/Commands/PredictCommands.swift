import Continuum
import Foundation

extension CommandSpecification {
    private static let predictionOptions: [OptionSpecification] = [
        .series, .variables, .value("--at", "T,T,...", "Times."),
        .value("--at-file", "FILE", "CSV with columns series and time, or time alone."),
        .value("--every", "DUR", "Equal steps."), .value("--until", "T", "End of the steps."),
        .value("--for", "DUR", "Length of the steps."),
        .value("--quantiles", "P,P", "Probabilities (default: 0.05,0.25,0.5,0.75,0.95)."),
        .value("--samples", "N", "Print N sample values of each time instead of the distribution."),
        .value("--draws", "N", "Draws of the latent path that make the distribution (default: 100)."),
        .value("--as-of", "T", "Look at nothing later."), .timeZone,
        .flag("--no-save", "Leave the store untouched."), .seed, .threads, .json, .format, .output,
    ]

    static let forecast = CommandSpecification(
        "forecast", "Predict values after the last observation, with uncertainty.", operands: "NAME",
        options: predictionOptions,
        examples: [
            "continuum forecast liver --series 2 --at 6000,6400.5 --quantiles 0.05,0.5,0.95",
            "continuum forecast co2 --every 1w --for 104w --output co2.csv",
            "continuum forecast liver --as-of 1500 --at 2000",
        ]
    ) { try predict(.forecast, $0, $1) }

    static let interpolate = CommandSpecification(
        "interpolate", "Predict values between the first and the last observation, with uncertainty.",
        operands: "NAME", options: predictionOptions,
        examples: [
            "continuum interpolate liver --series 2 --every 30 --output liver.csv",
            "continuum interpolate co2 --at 1964-02-15,1964-03-15",
        ]
    ) { try predict(.interpolation, $0, $1) }

    private static func predict(_ kind: PredictionKind, _ arguments: Arguments, _ console: Console) throws {
        try arguments.expectOperands("NAME")
        let name = arguments.operands[0]
        let saves = !arguments.has("--no-save")
        let store = try ObservationStore(
            path: arguments.store, access: saves ? .writing : .reading, lockTimeout: try arguments.lockTimeout())
        var job = PredictionJob(
            try store.forecaster(name), kind: kind, times: try arguments.predictionTimes(store, kind))
        job.series = try arguments.list("--series")
        job.variables = try arguments.list("--variables")
        job.options.asOf = try arguments.time("--as-of", store.timeKind)
        if let quantiles = try arguments.quantiles() { job.options.quantiles = quantiles }
        job.options.samples = try arguments.integer("--samples", in: 1...100_000) ?? 0
        job.options.draws = try arguments.integer("--draws", in: 2...100_000) ?? max(100, job.options.samples)
        guard job.options.samples <= job.options.draws else {
            throw UsageError("--samples \(job.options.samples) needs as many --draws")
        }
        job.options.seed = try arguments.seed()
        job.options.threads = try arguments.threads()
        console.beginProgress()
        let result = try job.run(
            in: store, progress: { done, count in console.progress("\(done) of \(count) series") },
            isCancelled: { Interruption.isRequested })
        console.endProgress()
        if !result.untouched.isEmpty {
            console.note("note: \(result.untouched.count) series without a time to answer: \(some(result.untouched))")
        }
        let id = saves && !result.rows.isEmpty ? try job.save(result, of: name, in: store) : nil
        if job.options.samples > 0 {
            try printSamples(result, store, arguments, console)
        } else {
            try printRows(result, job.options.quantiles, id, store, arguments, console)
        }
        for failure in result.failures { console.error("series \(failure.series): \(failure.reason)") }
        if !result.failures.isEmpty { throw CommandError.silent(1) }
    }

    private static func some(_ names: [String]) -> String {
        names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
    }

    private static func printRows(
        _ result: PredictionJob.Result, _ quantiles: [Double], _ id: Int64?, _ store: ObservationStore,
        _ arguments: Arguments, _ console: Console
    ) throws {
        let columns =
            ["series", "variable", "time", "lead", "mean", "sd"] + quantiles.map(quantileName) + ["kind", "forecast"]
        let writer = try RowWriter(columns, arguments, console)
        let times = TimeWriter(store.timeStyle)
        for row in result.rows {
            try writer.write(
                [.text(row.series), .text(row.variable), time(row.time, times), .number(row.lead)]
                    + [.number(row.mean), .number(row.deviation)] + row.quantiles.map { .number($0) }
                    + [.text(row.kind), id.map { .integer(Int($0)) } ?? .null])
        }
        try writer.finish()
    }

    private static func printSamples(
        _ result: PredictionJob.Result, _ store: ObservationStore, _ arguments: Arguments, _ console: Console
    ) throws {
        let writer = try RowWriter(["series", "variable", "time", "sample", "value"], arguments, console)
        let times = TimeWriter(store.timeStyle)
        for row in result.samples {
            try writer.write([
                .text(row.series), .text(row.variable), time(row.time, times), .integer(row.sample), .number(row.value),
            ])
        }
        try writer.finish()
    }

    private static func time(_ moment: Moment, _ writer: TimeWriter) -> Field {
        if case .numeric(let number) = moment { return .number(number) }
        return .text(writer.text(moment))
    }

    /// `q05` for 0.05, `q97.5` for 0.975.
    private static func quantileName(_ probability: Double) -> String {
        let percent = (probability * 1e6).rounded() / 1e4
        let text = DecimalNumber.text(percent)
        return percent < 10 ? "q0\(text)" : "q\(text)"
    }
}
