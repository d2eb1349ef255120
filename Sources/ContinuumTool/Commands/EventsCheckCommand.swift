import Continuum
import Foundation

extension CommandSpecification {
    static let eventsCheck = CommandSpecification(
        "events check", "Test a point process by its time-rescaled residuals, beside its rivals.", operands: "NAME",
        options: [
            .series, .value("--until", "T", "See nothing later."), .timeZone,
            .flag("--no-rivals", "Do not fit the other classical kinds."),
            .value("--output", "FILE", "Draw the Q-Q plot of the residuals to a file that ends in .svg, .png or .pdf."),
            .flag("--plot", "Draw the Q-Q plot as text."), .threads, .json,
        ],
        examples: ["continuum events check shocks", "continuum events check shocks --output shocks-qq.svg"]
    ) { arguments, console in
        try arguments.expectOperands("NAME")
        let path = try arguments.picture()
        if arguments.has("--json"), arguments.has("--plot") { throw UsageError("--json and --plot exclude each other") }
        let store = try ObservationStore(path: arguments.store, lockTimeout: try arguments.lockTimeout())
        let name = arguments.operands[0]
        let check = try EventCheck(
            store: store, name: name, series: try arguments.list("--series"),
            until: try arguments.time("--until", store.timeKind), withRivals: !arguments.has("--no-rivals"),
            threads: try arguments.threads())
        if arguments.has("--json") {
            console.print(try JSONText.document(EventCheckDocument(name, check)))
        } else if !console.isQuiet {
            console.print(page(name, check))
        }
        if path != nil || arguments.has("--plot") {
            let text = try EventPlot.quantilePlot(
                check.residuals, title: "\(name): residuals after time rescaling",
                to: Gnuplot.Target(path: path, rows: 28))
            console.show(text, at: path, "Q-Q plot")
        }
    }

    private static func page(_ name: String, _ check: EventCheck) -> String {
        let residuals = check.residuals
        var lines = [
            "\(name): \(check.model.settings.kind.rawValue), log likelihood \(likelihoodText(check.likelihood))",
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

    static let eventsPlot = CommandSpecification(
        "events plot", "Draw events as a rug under the intensity with its band, through gnuplot.", operands: "NAME",
        options: [
            .value("--series", "A,B", "Series (default: the first)."),
            .value("--as-of", "T", "Look at nothing later."),
            .value("--for", "DUR", "Go on so long after the end (default: not at all)."),
            .value("--coverage", "X", "Probability that the band covers (default: 0.9)."),
            .value("--pieces", "N", "Draw the piecewise estimates of so many pieces as well."),
            .value("--draws", "N", "Draws of the parameters, or of the latent path (default: 200)."), .timeZone, .seed,
            .flag("--json", "Print the panels' points as one JSON document; without --output nothing is drawn."),
            .value("--output", "FILE", "A file that ends in .svg, .png or .pdf (default: text on the terminal)."),
        ],
        examples: [
            "continuum events plot shocks --pieces 11 --output shocks.svg",
            "continuum events plot rides --series 7,9 --for 6",
        ]
    ) { arguments, console in
        try arguments.expectOperands("NAME")
        let path = try arguments.picture()
        let store = try ObservationStore(path: arguments.store, lockTimeout: try arguments.lockTimeout())
        let model = try store.eventModel(arguments.operands[0])
        var plot = EventPlot(model: model)
        plot.length = (try arguments.duration("--for", store.timeKind) ?? 0) / model.clock.unit
        plot.pieces = try arguments.integer("--pieces", in: 1...1000)
        plot.draws = try arguments.integer("--draws", in: 2...100_000) ?? 200
        plot.seed = try arguments.seed()
        if let coverage = try arguments.coverage() { plot.coverage = coverage }
        let asked = try arguments.list("--series")
        var sequences = try store.eventSequences(
            model, series: asked, until: try arguments.time("--as-of", store.timeKind))
        if asked == nil { sequences = Array(sequences.prefix(1)) }
        guard !sequences.isEmpty else { throw EventError.tooLittleData("there are no events to plot") }
        guard sequences.count <= SeriesPlot.mostPanels else {
            throw UsageError(
                "\(sequences.count) series are more than \(SeriesPlot.mostPanels) panels; choose with --series")
        }
        let panels = try sequences.map { try plot.panel($0) }
        if arguments.has("--json") {
            let times = TimeWriter(store.timeStyle)
            console.print(
                try JSONText.document(
                    EventPlotDocument(
                        file: path, coverage: plot.coverage,
                        panels: panels.map { EventPanelDocument($0, model.clock, times) })))
            if path == nil { return }
        }
        let text = try plot.draw(panels, to: Gnuplot.Target(path: path))
        console.show(text, at: path, "\(sequences.count) panel\(sequences.count == 1 ? "" : "s")")
    }
}

/// A picture as JSON: the file, if one was drawn, and the points of every panel.
private struct EventPlotDocument: Encodable {
    let file: String?
    let coverage: Double
    let panels: [EventPanelDocument]
}

private struct EventPanelDocument: Encodable {
    struct Point: Encodable {
        let time: EventTime
        let mean: Double
        let low: Double
        let median: Double
        let high: Double
    }

    struct Piece: Encodable {
        let from: EventTime
        let to: EventTime
        let rate: Double
        let low: Double
        let high: Double
    }

    /// A number, or a text in the store's style.
    enum EventTime: Encodable {
        case number(Double)
        case text(String)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .number(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            }
        }
    }

    let title: String
    let events: [EventTime]
    let intensity: [Point]
    let pieces: [Piece]

    init(_ panel: EventPlot.Panel, _ clock: EventClock, _ times: TimeWriter) {
        func time(_ time: Double) -> EventTime {
            let moment = clock.moment(time)
            if case .numeric(let number) = moment { return .number(number) }
            return .text(times.text(moment))
        }
        title = panel.title
        events = panel.events.map(time)
        intensity = panel.curve.map {
            Point(
                time: time($0.time), mean: $0.mean, low: $0.quantiles[0], median: $0.quantiles[1],
                high: $0.quantiles[2])
        }
        pieces = panel.pieces.map {
            Piece(from: time($0.from), to: time($0.to), rate: $0.rate, low: $0.low, high: $0.high)
        }
    }
}
