import Continuum
import Foundation

/// `continuum forecast --explain`
enum ExplainPage {
    private static let explain = Option.flag(
        "--explain",
        "Print where the band's width comes from (noise, path, members, calibration) and what moved the median most")
    private static let picture = Option(
        "--explain-picture", "FILE", "Draw the shares by lead to FILE (\(PictureFile.endings)); with --explain",
        .picture, otherwise: "none")

    static let options: [any AnyOption] = [explain, picture]

    /// Whether explanations are wanted rather than forecasts.
    static func isAsked(_ arguments: Arguments) throws(UsageError) -> Bool {
        guard arguments[explain] else {
            if arguments[picture] != nil { throw UsageError("--explain-picture belongs to --explain") }
            return false
        }
        return true
    }

    /// Asks and prints.
    static func run(
        _ job: PredictionJob, _ store: ObservationStore, _ arguments: Arguments, _ console: Console
    ) throws {
        console.beginProgress()
        let found: [ForecastExplanation]
        do {
            found = try job.explanations(
                in: store, progress: { done, count in console.progress("\(done) of \(count) series") },
                isCancelled: { Interruption.isRequested })
        } catch is CancellationError {
            throw CommandError.interrupted("interrupted; nothing was stored")
        }
        console.endProgress()
        // A picture that cannot be drawn is told before anything is printed.
        if let path = arguments[picture] {
            let text = try ExplanationPlot(found).draw(to: Gnuplot.Target(path: path))
            console.show(text, at: path, "shares of the band by lead")
        }
        let times = TimeWriter(store.timeStyle)
        if arguments[.json] {
            try console.print(
                JSONText.document(found.map { ExplanationDocument($0, times) }), to: arguments[.output])
        } else {
            let writer = try arguments.rowWriter(
                [
                    "series", "variable", "time", "lead", "median", "q05", "q95", "noise", "path", "members",
                    "calibration", "moved_by", "made_of",
                ], console)
            for row in found {
                let moved = row.influences.prefix(3).map { influence in
                    "\(influence.variable) \(Field.number(influence.value).shown) at \(times.text(influence.time)): "
                        + String(format: "%+.3g", influence.shift)
                }
                // Of the regression, where it has a part.
                let made = (row.parts.first { !$0.drivers.isEmpty }?.drivers ?? []).prefix(3).map { driver in
                    "\(driver.name): " + String(format: "%+.3g", driver.shift)
                }
                try writer.write(
                    [
                        .text(row.series), .text(row.variable), Field(row.time, times), .number(row.lead),
                        .number(row.median), .number(row.lower), .number(row.upper),
                    ] + [row.noise, row.path, row.members, row.calibration].map { .number($0) }
                        + [.text(moved.joined(separator: "; ")), .text(made.joined(separator: "; "))])
            }
            try writer.finish()
        }
    }
}

/// An explanation as JSON, its times in the store's style.
private struct ExplanationDocument: Encodable {
    struct Influence: Encodable {
        let variable: String
        let time: TimeDocument
        let value: Double
        let shift: Double
    }

    let series: String
    let variable: String
    let time: TimeDocument
    let lead: Double
    let median: Double
    let q05: Double
    let q95: Double
    let noise: Double
    let path: Double
    let members: Double
    let calibration: Double
    let parts: [ForecastExplanation.Member]
    let influences: [Influence]

    init(_ row: ForecastExplanation, _ writer: TimeWriter) {
        series = row.series
        variable = row.variable
        time = TimeDocument(row.time, writer)
        lead = row.lead
        median = row.median
        q05 = row.lower
        q95 = row.upper
        noise = row.noise
        path = row.path
        members = row.members
        calibration = row.calibration
        parts = row.parts
        influences = row.influences.map {
            Influence(
                variable: $0.variable, time: TimeDocument($0.time, writer), value: $0.value, shift: $0.shift)
        }
    }
}
