import Continuum
import TimeSeries

/// `continuum calibrate`
enum CalibrateCommand {
    private static let since = Option(
        "--since", "T", "Calibrate on rows after T, none of which the fit saw", .time,
        otherwise: "the kind is fitted again to visible rows, and hidden ones tell")

    static let command = Command(
        "calibrate", "Set the bands of a stored model by what it says of rows that it has not seen.",
        operands: [Operand.name],
        options: [since, Option.timeZone, Option.threads, Option.json],
        examples: ["continuum calibrate old", "continuum calibrate liver --since 2500"], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let name = arguments[.name]
        let store = try arguments.openStore(.writing)
        let since = try arguments.dialect(store).moment(arguments[since])
        let job = try CalibrationJob(store: store, name: name, since: since)
        console.note("note: stored forecasts of \(name), whose bands were others, will be deleted")
        console.beginProgress()
        let outcome: CalibrationJob.Outcome
        do {
            outcome = try job.run(
                threads: arguments[.threads], progress: { console.progress(FitCommand.line($0)) },
                isCancelled: { Interruption.isRequested })
        } catch is CancellationError {
            throw CommandError.interrupted("interrupted; the model \(name) is as it was")
        }
        console.endProgress()
        let report = outcome.forecaster.report
        if arguments[.json] {
            var document = JSONSections()
            document["name"] = name
            document["trial"] = report.trial
            document["calibration"] = report.sections["calibration"]
            console.print(try JSONText.document(document))
        } else {
            console.print(
                "\(name): calibrated on \(outcome.forecasts) hidden values ahead, \(outcome.interpolations) amid"
                    + (since == nil ? report.trial.map { "\n" + TrialPage.text($0) } ?? "" : ""))
        }
    }
}
