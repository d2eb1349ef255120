import Continuum
import Foundation

/// `continuum backtest`
enum BacktestCommand {
    private static let cutoff = Option(
        "--cutoff", "T|FRACTION",
        "First moment that forecasts begin from: a time, or a fraction between 0 and 1 of all rows by time",
        .time, otherwise: "0.8")
    private static let step = Option(
        "--every", "DUR", "Forecast again each DUR later, up to the last row", .span, otherwise: "once")
    private static let horizon = Option(
        "--horizon", "DUR", "Score rows within DUR after a cutoff", .span,
        otherwise: "the step of --every, else all later rows")
    private static let unseen = Option(
        "--unseen", "X", "Leave that share of the series out of the fits, and score them alone", .probability,
        otherwise: "none")
    private static let kinds = Option(
        "--kinds", "A,B", "Further kinds that are fitted, beside the simple rules and the state space", .names,
        otherwise: "none")
    private static let draws = Option(
        "--draws", "N", "Draws of the latent path", .integer(in: 2...100_000), default: 100)
    private static let resume = Option.flag(
        "--resume", "Continue an interrupted backtest; the result is the same to the bit")
    private static let predictions = Option(
        "--predictions", "FILE", "Write every scored point to a CSV file", .file, otherwise: "none")
    private static let plot = Option(
        "--plot", "FOLDER", "Draw error and coverage by lead, calibration and forecasts to a folder, as SVG", .folder,
        otherwise: "none")
    private static let byLead = Option.flag("--by-lead", "Print a table by lead too")
    private static let bySeries = Option.flag("--by-series", "Print a table by series too")

    static let command = Command(
        "backtest", "Score models on what came after past moments, beside simple rules.",
        operands: [Operand.names],
        options: [
            cutoff, step, horizon, unseen, kinds, Option.series, Option.variables, Option.timeZone, draws,
            Option.quantiles, resume, predictions, plot, byLead, bySeries, Option.seed, Option.threads, Option.json,
            Option.output,
        ],
        examples: [
            "continuum backtest liver --cutoff 0.7",
            "continuum backtest regression,latent-ode --cutoff 0.8 --unseen 0.2",
            "continuum backtest co2 --cutoff 1990-01-01 --every 52w --horizon 104w --predictions points.csv --plot pictures",
            "continuum backtest liver --resume",
        ], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let store = try arguments.openStore(.writing)
        let request = try request(arguments, arguments.dialect(store))
        // Before the work: a place that cannot be written to.
        let path = arguments[predictions]
        let file = try path.map { path throws(CommandError) in try OutputFile(path) }
        let folder = arguments[plot]
        if let folder { try BacktestPlot.makeFolder(folder) }
        let job = try BacktestJob(store: store, request: request, resumes: arguments[resume])
        let targets = job.backtest.targets
        console.note(
            "backtest \(request.name): \(targets.count) points, \(Set(targets.origins.map(\.series)).count) series, "
                + "\(targets.cutoffs.count) cutoff\(targets.cutoffs.count == 1 ? "" : "s"), "
                + "\(job.backtest.candidates.count) forecasters")
        for candidate in job.backtest.candidates where candidate.hasSeenAnswers {
            console.note(
                "warning: the model \(candidate.name) was fitted to rows after the cutoff or to series that are held out: "
                    + "its scores are those of a fit that has seen the answers (fit it with --until, or name its kind)")
        }
        console.beginProgress()
        let (result, report): (BacktestResult, BacktestReport)
        do {
            (result, report) = try job.run(
                threads: arguments[.threads], progress: { console.progress(progressText($0)) },
                isCancelled: { Interruption.isRequested })
        } catch is CancellationError {
            throw CommandError.interrupted(
                "interrupted; what was done is kept; continue with the same words and --resume")
        }
        console.endProgress()
        if let file {
            try BacktestPoints.write(result, request.plan.quantiles, TimeWriter(store.timeStyle), to: file)
            console.note("\(path ?? ""): every scored point")
        }
        if let folder {
            for picture in try BacktestPlot(result, report, names: request.names).draw(to: folder) {
                console.note(picture)
            }
        }
        let page = BacktestPage(job, report, store)
        let text =
            arguments[.json]
            ? try JSONText.document(page.document)
            : page.text(byLead: arguments[byLead], bySeries: arguments[bySeries])
        try console.print(text, to: arguments[.output])
        let failures = report.entries.filter { $0.failure != nil }
        for entry in failures {
            let line = "\(entry.name): \(entry.failure ?? "")"
            if request.names.contains(entry.name) { console.error(line) } else { console.note("note: \(line)") }
        }
        if failures.contains(where: { request.names.contains($0.name) }) { throw CommandError.reported(.impossible) }
    }

    private static func progressText(_ progress: Backtest.Progress) -> String {
        progress.isFitting
            ? "fitting \(progress.candidate)"
            : "\(progress.candidate): \(100 * progress.done / max(progress.total, 1)) % of all forecasts"
    }

    private static func request(_ arguments: Arguments, _ dialect: TimeDialect) throws -> BacktestJob.Request {
        var plan = BacktestPlan(cutoff: try cutoff(arguments[cutoff], dialect))
        plan.step = try dialect.length(arguments[step])
        plan.horizon = try dialect.length(arguments[horizon])
        plan.unseenShare = arguments[unseen] ?? 0
        plan.quantiles = arguments.quantiles
        plan.draws = arguments[draws]
        plan.seed = arguments.seed
        var request = BacktestJob.Request(arguments[.names], plan: plan)
        request.kinds = try (arguments[kinds] ?? []).map { name throws(UsageError) in
            guard let kind = ForecasterKind.named(name) else {
                throw UsageError(unknown: name, of: kinds.name, among: ForecasterKind.all.map(\.name))
            }
            return kind
        }
        request.series = arguments[.series]
        request.variables = arguments[.variables]
        return request
    }

    /// A number between 0 and 1 is a fraction of the rows, whatever the store's times are.
    private static func cutoff(
        _ typed: TimeText?, _ dialect: TimeDialect
    ) throws(UsageError) -> BacktestPlan.Cutoff {
        guard let typed else { return .share(0.8) }
        if let share = Double(typed.text), share > 0, share < 1 { return .share(share) }
        return .time(try dialect.moment(typed))
    }
}
