import Continuum
import Foundation

extension CommandSpecification {
    static let plot = CommandSpecification(
        "plot", "Draw history, band and median of series, through gnuplot.", operands: "NAME",
        options: [
            .value("--series", "A,B", "Series (default: the first)."), .variables,
            .value("--from", "T", "Begin the picture here."),
            .value(
                "--until", "T", "End the forecast here (default: a quarter of the span beyond the last observation)."),
            .value("--as-of", "T", "Look at nothing later; what was observed later is drawn beside the forecast."),
            .value("--coverage", "X", "Probability that the band covers (default: 0.9)."),
            .value("--draws", "N", "Draws of the latent path (default: 100)."), .timeZone, .seed, .threads,
            .value("--output", "FILE", "A file that ends in .svg, .png or .pdf (default: text on the terminal)."),
            .flag("--json", "Print the panels' points as one JSON document; without --output nothing is drawn."),
        ],
        examples: [
            "continuum plot liver --series 2 --variables bili --output liver.svg",
            "continuum plot liver --series 2 --as-of 1500",
        ]
    ) { arguments, console in
        try arguments.expectOperands("NAME")
        let path = try arguments.picture()
        let store = try ObservationStore(path: arguments.store, lockTimeout: try arguments.lockTimeout())
        var plot = SeriesPlot(try store.forecaster(arguments.operands[0]))
        plot.series = try arguments.list("--series")
        plot.variables = try arguments.list("--variables")
        plot.from = try arguments.time("--from", store.timeKind)
        plot.until = try arguments.time("--until", store.timeKind)
        plot.options.asOf = try arguments.time("--as-of", store.timeKind)
        plot.options.draws = try arguments.integer("--draws", in: 2...100_000) ?? 100
        plot.options.seed = try arguments.seed()
        plot.options.threads = try arguments.threads()
        if let coverage = try arguments.coverage() { plot.coverage = coverage }
        let panels = try plot.panels(of: store)
        if arguments.has("--json") {
            let times = TimeWriter(store.timeStyle)
            console.print(
                try JSONText.document(
                    PlotDocument(file: path, coverage: plot.coverage, panels: panels.map { PanelDocument($0, times) })))
            if path == nil { return }
        }
        let text = try Gnuplot.draw(
            panels, coverage: plot.coverage, timeKind: store.timeKind, to: Gnuplot.Target(path: path))
        console.show(text, at: path, "\(panels.count) panel\(panels.count == 1 ? "" : "s")")
    }
}

/// A picture as JSON: the file, if one was drawn, and the points of every panel.
private struct PlotDocument: Encodable {
    let file: String?
    let coverage: Double
    let panels: [PanelDocument]
}

private struct PanelDocument: Encodable {
    struct Observation: Encodable {
        let time: Time
        let value: Double
    }

    struct Point: Encodable {
        let time: Time
        let low: Double
        let median: Double
        let high: Double
    }

    /// A plain number, or text in the form in which the data came.
    enum Time: Encodable {
        case number(Double)
        case text(String)

        init(_ moment: Moment, _ writer: TimeWriter) {
            if case .numeric(let number) = moment { self = .number(number) } else { self = .text(writer.text(moment)) }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .number(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            }
        }
    }

    let title: String
    let observed: [Observation]
    let observedLater: [Observation]
    let interpolation: [Point]
    let forecast: [Point]

    init(_ panel: SeriesPanel, _ writer: TimeWriter) {
        func observations(_ list: [(time: Moment, value: Double)]) -> [Observation] {
            list.map { Observation(time: Time($0.time, writer), value: $0.value) }
        }
        func points(_ list: [SeriesPanel.Point]) -> [Point] {
            list.map { Point(time: Time($0.time, writer), low: $0.low, median: $0.median, high: $0.high) }
        }
        title = panel.title
        observed = observations(panel.seen)
        observedLater = observations(panel.hidden)
        interpolation = points(panel.interpolation)
        forecast = points(panel.forecast)
    }
}

enum Terminal {
    /// Width of the terminal, 79 where there is none.
    static var columns: Int {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 79 }
        return Int(size.ws_col) - 1
    }
}
