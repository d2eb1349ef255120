import Continuum
import Foundation

extension CommandSpecification {
    static let importFiles = CommandSpecification(
        "import", "Read CSV files into the store, each all or nothing.", operands: "FILE...",
        options: [
            .value("--series", "COL", "Column with the series' identifier (default: recognised, else one series)."),
            .value("--time", "COL", "Column with the time (default: recognised)."),
            .value("--variable", "COL", "Long files: column with the variable's name."),
            .value("--value", "COL", "Long files: column with the value."),
            .value("--variables", "A,B", "Wide files: columns to take (default: every other numeric one)."),
            .value("--static", "A,B", "Columns with covariates that do not change over a series."),
            .flag("--events", "Rows are events."),
            .value("--mark", "COL", "Events: column with the mark."),
            .value("--window", "T,T", "Events: begin and end of the time in which every series was watched."),
            .value(
                "--window-from", "COL",
                "Events: column with the begin of the series' window; several windows leave gaps."),
            .value("--window-to", "COL", "Events: column with the window's end; a row without time is a window alone."),
            .value(
                "--time-format", "FORMAT",
                "auto, iso8601, epoch, epoch-ms, epoch-us, epoch-ns, number, or a pattern like '%d.%m.%Y %H:%M'."),
            .timeZone,
            .value(
                "--missing", "A,B", "Texts that stand for no value, beside an empty field (default: NA, NaN, null)."),
            .value("--delimiter", "CHAR", "One character or tab (default: found out)."),
            .flag("--no-header", "The first line is data; columns are called 1, 2, ..."),
            .value(
                "--on-duplicate", "POLICY",
                "reject, ignore, replace or mean, for the same series, variable and time with another value (default: reject)."
            ),
            .flag("--allow-rejects", "Store the good rows; keep bad ones in the table rejects."),
            .flag("--dry-run", "Store nothing."), .json,
        ],
        examples: [
            "continuum import pbcseq.csv --series id --time day --variables bili,albumin --static age,sex",
            "continuum import readings.csv.gz --variable sensor --value value --time-zone Europe/Berlin",
            "zcat log.csv.gz | continuum import - --events --mark kind",
            "continuum import rides.csv --events --series day --time hour --window 0,24",
        ]
    ) { arguments, console in
        guard !arguments.operands.isEmpty else {
            throw UsageError("import: say which FILE to import (- for standard input)")
        }
        let importer = Importer(
            path: arguments.store, options: try importOptions(arguments), lockTimeout: try arguments.lockTimeout())
        var reports: [ImportReport] = []
        var worst: Int32 = 0
        for file in arguments.operands {
            do {
                let report = try importOne(file, importer, arguments, console)
                reports.append(report)
                if report.rowsRejected > 0, !importer.options.allowsRejects { worst = 65 }
            } catch {
                if arguments.operands.count == 1 || Interruption.isRequested { throw error }
                // The other files have a transaction of their own.
                console.error(Program.message(error))
                worst = Program.code(error)
            }
        }
        if arguments.has("--json") { console.print(try JSONText.document(reports)) }
        if worst != 0 { throw CommandError.silent(worst) }
    }

    private static func importOne(
        _ file: String, _ importer: Importer, _ arguments: Arguments, _ console: Console
    ) throws -> ImportReport {
        let clock = ContinuousClock()
        let begin = clock.now
        console.beginProgress()
        let report = try importer.run(
            file, progress: { console.progress(progressText(file, $0, clock.now - begin)) },
            isCancelled: { Interruption.isRequested })
        console.endProgress()
        for line in report.recognized { console.note("  \(line)") }
        for reject in report.firstRejects { console.error("\(report.file):\(reject.line): \(reject.reason)") }
        let hidden = report.rowsRejected - report.firstRejects.count
        if hidden > 0 { console.error("… and \(hidden) more bad rows") }
        if report.rowsRejected > 0, !importer.options.allowsRejects {
            console.error(
                "\(report.file): nothing was stored, because \(report.rowsRejected) of \(report.rowsRead) rows are bad; "
                    + "mend them, or store the others with --allow-rejects")
        }
        if !arguments.has("--json"), !console.isQuiet { console.print(summary(report)) }
        return report
    }

    private static func progressText(_ file: String, _ progress: Importer.Progress, _ time: Duration) -> String {
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
        var text = "\(file): \(progress.rows) rows, \(Int(Double(progress.rows) / max(seconds, 1e-3))) rows/s"
        if let total = progress.totalBytes, total > 0 {
            let share = min(Double(progress.bytes) / Double(total), 1)
            let filled = Int(share * 20)
            let bar = String(repeating: "#", count: filled) + String(repeating: "·", count: 20 - filled)
            text += "  [\(bar)] \(Int(share * 100)) %"
            if share > 0 { text += ", \(Int((seconds / share - seconds).rounded(.up))) s left" }
        }
        return text
    }

    private static func summary(_ report: ImportReport) -> String {
        var text =
            "\(report.file): \(report.rowsRead) rows read = \(report.rowsStored) stored + \(report.rowsUnchanged) unchanged "
            + "+ \(report.rowsReplaced) replaced + \(report.rowsRejected) rejected"
        if report.rowsWithoutValue > 0 { text += " (\(report.rowsWithoutValue) without any value)" }
        if report.windowsStored > 0 { text += "; \(report.windowsStored) windows of exposure" }
        if report.isDryRun { text += "; dry run: nothing was stored" }
        if !report.isDryRun, !report.isCommitted { text += "; nothing was stored" }
        return text
    }

    private static func importOptions(_ arguments: Arguments) throws -> ImportOptions {
        var options = ImportOptions()
        options.series = arguments.text("--series")
        options.time = arguments.text("--time")
        options.variable = arguments.text("--variable")
        options.value = arguments.text("--value")
        options.variables = try arguments.list("--variables")
        options.statics = try arguments.list("--static") ?? []
        options.isEvents = arguments.has("--events")
        options.mark = arguments.text("--mark")
        options.window = try arguments.list("--window")
        options.windowFrom = arguments.text("--window-from")
        options.windowTo = arguments.text("--window-to")
        options.timeFormat = arguments.text("--time-format")
        if let zone = arguments.text("--time-zone") { options.timeZone = zone }
        if let missing = try arguments.list("--missing") { options.missing = [""] + missing }
        options.delimiter = arguments.text("--delimiter")
        options.hasHeader = !arguments.has("--no-header")
        if let policy = try arguments.choice("--on-duplicate", DuplicatePolicy.self) { options.onDuplicate = policy }
        options.allowsRejects = arguments.has("--allow-rejects")
        options.isDryRun = arguments.has("--dry-run")
        return options
    }
}
