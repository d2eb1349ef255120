import Continuum
import Foundation

/// `continuum import`
enum ImportCommand {
    private static let files = Operand.many("FILE", .file)

    static let command = Command(
        "import", "Read CSV files into the store, each all or nothing.", operands: [files],
        options: ImportColumns.declared + ImportFormat.declared + [Option.json],
        examples: [
            "continuum import pbcseq.csv --series id --time day --variables bili,albumin --static age,sex --unit bili=mg/dl,albumin=g/dl",
            "continuum import readings.csv.gz --variable sensor --value value --time-zone Europe/Berlin",
            "continuum import star.dat --no-header --delimiter ' ' --time 1 --value 2 --error 3",
            "zcat log.csv.gz | continuum import - --events --mark kind",
            "continuum import rides.csv --events --series day --time hour --window 0,24",
        ], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        var options = ImportOptions()
        try ImportColumns.read(arguments, into: &options)
        ImportFormat.read(arguments, into: &options)
        let importer = Importer(
            path: arguments[.store], options: options, lockTimeout: arguments[.lockTimeout])
        let files = arguments[files]
        var reports: [ImportReport] = []
        var worst = ExitCode.done
        for file in files {
            do {
                let report = try importOne(file, importer, arguments, console)
                reports.append(report)
                if report.rowsRejected > 0, !importer.options.allowsRejects { worst = .badInput }
            } catch {
                if files.count == 1 || Interruption.isRequested { throw error }
                // The other files have a transaction of their own.
                console.error(ErrorMessage.text(error))
                worst = ExitCode(error)
            }
        }
        if arguments[.json] { console.print(try JSONText.document(reports)) }
        if worst != .done { throw CommandError.reported(worst) }
    }

    private static func importOne(
        _ file: String, _ importer: Importer, _ arguments: Arguments, _ console: Console
    ) throws -> ImportReport {
        let clock = ContinuousClock()
        let begin = clock.now
        console.beginProgress()
        let report = try importer.run(
            file, progress: { console.progress(Self.progress(file, $0, clock.now - begin)) },
            isCancelled: { Interruption.isRequested })
        console.endProgress()
        for line in report.recognized { console.note("  \(line)") }
        for reject in report.firstRejects { console.error("\(report.file):\(reject.line): \(reject.reason)") }
        let hidden = report.rowsRejected - report.firstRejects.count
        if hidden > 0 { console.error("… and \(hidden) more bad rows") }
        if report.rowsRejected > 0, !importer.options.allowsRejects {
            console.error(
                "\(report.file): nothing was stored, because \(report.rowsRejected) of \(report.rowsRead) rows are bad; "
                    + "correct them, or store the others with --allow-rejects")
        }
        if !arguments[.json], !console.isQuiet { console.print(summary(report)) }
        return report
    }

    private static func progress(_ file: String, _ progress: Importer.Progress, _ time: Duration) -> ProgressLine {
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
        var parts: [ProgressLine.Part] = [
            .init("\(file):", rank: 4), .init("\(progress.rows) rows", rank: 2),
            .init("\(Int(Double(progress.rows) / max(seconds, 1e-3))) rows/s", rank: 5),
        ]
        if let total = progress.totalBytes, total > 0 {
            let share = min(Double(progress.bytes) / Double(total), 1)
            parts += [.init(ProgressLine.bar(share), rank: 3), .init("\(Int(share * 100)) %", rank: 1)]
            if share > 0 {
                parts.append(.init("left \(DurationText.clock((seconds / share - seconds).rounded(.up)))", rank: 2))
            }
        }
        return ProgressLine(parts)
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
}
