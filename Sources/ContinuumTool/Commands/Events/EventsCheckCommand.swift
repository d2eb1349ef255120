import Continuum
import Foundation

/// `continuum events check`
enum EventsCheckCommand {
    private static let noRivals = Option.flag("--no-rivals", "Do not fit the other classical kinds for comparison")
    private static let output = Option(
        "--output", "FILE", "Draw the Q-Q plot of the residuals to a file that ends in \(PictureFile.endings)", .picture
    )
    private static let plot = Option.flag("--plot", "Draw the Q-Q plot as text")

    static let command = Command(
        "events check", "Test a point process by its time-rescaled residuals, and compare it with other kinds.",
        operands: [Operand.name],
        options: [
            Option.series, Option.untilSeen, Option.timeZone, noRivals, output, plot, Option.threads, Option.json,
        ],
        examples: ["continuum events check shocks", "continuum events check shocks --output shocks-qq.svg"], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let name = arguments[.name]
        let path = arguments[output]
        if arguments[.json], arguments[plot] { throw UsageError("--json and --plot exclude each other") }
        let store = try arguments.openStore()
        let check = try EventCheck(
            store: store, name: name, series: arguments[.series],
            until: try arguments.dialect(store).moment(arguments[.untilSeen]), withRivals: !arguments[noRivals],
            threads: arguments[.threads])
        if arguments[.json] {
            console.print(try JSONText.document(EventCheckDocument(name, check)))
        } else if !console.isQuiet {
            console.print(page(name, check))
        }
        if path != nil || arguments[plot] {
            let text = try EventPlot.quantilePlot(
                check.residuals, title: "\(name): residuals after time rescaling",
                to: Gnuplot.Target(path: path, rows: 28))
            console.show(text, at: path, "Q-Q plot")
        }
    }

    private static func page(_ name: String, _ check: EventCheck) -> String {
        let residuals = check.residuals
        var lines = [
            "\(name): \(check.model.settings.kind.rawValue), log likelihood \(LikelihoodText.line(check.likelihood))",
            "Kolmogorov-Smirnov  D \(Field.number(residuals.test.statistic).shown), n \(residuals.test.count), "
                + "p \(Field.number(residuals.test.pValue).shown)",
            "independence        Ljung-Box over \(residuals.autocorrelation.count) lags, p "
                + Field.number(residuals.independence).shown,
            "autocorrelation     "
                + residuals.autocorrelation.prefix(5).map { String(format: "%.3f", $0) }.joined(separator: " "),
            check.verdict,
        ]
        if let comparison = check.comparison {
            lines.append("rivals fitted to the same events:")
            for rival in check.rivals {
                let pad = String(repeating: " ", count: max(0, 11 - rival.kind.count))
                lines.append(
                    "  \(rival.kind)\(pad) AIC \(Field.number(rival.informationCriterion).shown), log likelihood "
                        + "\(Field.number(rival.logLikelihood).shown), \(rival.parameters) parameters, p \(Field.number(rival.pValue).shown)"
                )
            }
            lines.append(comparison)
        }
        return lines.joined(separator: "\n")
    }

    private struct EventCheckDocument: Encodable {
        let name: String
        let kind: IntensityKind
        let logLikelihood: LikelihoodDocument
        let aic: Double
        let statistic: Double
        let pValue: Double
        let residuals: Int
        let autocorrelation: [Double]
        let independence: Double
        let verdict: String
        let rivals: [EventCheck.Rival]
        let comparison: String?

        init(_ name: String, _ check: EventCheck) {
            self.name = name
            kind = check.model.settings.kind
            logLikelihood = LikelihoodDocument(check.likelihood)
            aic = check.model.informationCriterion
            statistic = check.residuals.test.statistic
            pValue = check.residuals.test.pValue
            residuals = check.residuals.test.count
            autocorrelation = check.residuals.autocorrelation
            independence = check.residuals.independence
            verdict = check.verdict
            rivals = check.rivals
            comparison = check.comparison
        }
    }
}
