import Continuum

/// `continuum plot`
enum PlotCommand {
    private static let from = Option("--from", "T", "Start the picture here", .time)
    private static let until = Option(
        "--until", "T", "End the forecast here", .time, otherwise: "a quarter of the span beyond the last observation")
    private static let asOf = Option(
        "--as-of", "T", "Ignore later observations, but draw them beside the forecast", .time)
    fileprivate static let invert = Option(
        "--invert", "A,B", "Variables whose axis points down", .names, otherwise: "those in mag")
    private static let draws = Option(
        "--draws", "N", "Draws of the latent path", .integer(in: 2...100_000), default: 100)

    static let command = Command(
        "plot", "Draw history, band and median of series, through gnuplot.", operands: [Operand.name],
        options: [
            Option.firstSeries, Option.variables, from, until, asOf, Option.coverage, invert, draws, Option.timeZone,
            Option.seed, Option.threads, Option.picture, Option.points,
        ],
        examples: [
            "continuum plot liver --series 2 --variables bili --output liver.svg",
            "continuum plot liver --series 2 --as-of 1500",
        ], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let path = arguments[.picture]
        let store = try arguments.openStore()
        let dialect = arguments.dialect(store)
        var plot = SeriesPlot(try store.forecaster(arguments[.name]))
        plot.series = arguments[.firstSeries]
        plot.variables = arguments[.variables]
        plot.from = try dialect.moment(arguments[from])
        plot.until = try dialect.moment(arguments[until])
        plot.options.asOf = try dialect.moment(arguments[asOf])
        plot.inverted = try inverted(arguments, plot.forecaster.variables)
        plot.options.draws = arguments[draws]
        plot.options.seed = arguments.seed
        plot.options.threads = arguments[.threads]
        plot.coverage = arguments[.coverage]
        let panels = try plot.panels(of: store)
        if arguments[.points] {
            let times = TimeWriter(store.timeStyle)
            console.print(
                try JSONText.document(
                    PlotDocument(file: path, coverage: plot.coverage, panels: panels.map { PanelDocument($0, times) })))
            if path == nil { return }
        }
        let text = try Gnuplot.draw(
            panels, coverage: plot.coverage, zone: dialect.zone, to: Gnuplot.Target(path: path))
        console.show(text, at: path, "\(panels.count) panel\(panels.count == 1 ? "" : "s")")
    }
}

extension PlotCommand {
    /// Variables whose axis points down, which must be among the model's.
    fileprivate static func inverted(_ arguments: Arguments, _ known: [String]) throws(UsageError) -> [String]? {
        guard let names = arguments[invert] else { return nil }
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw UsageError(unknown: unknown, of: invert.name, among: known)
        }
        return names
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
        let time: TimeDocument
        let value: Double
    }

    struct Point: Encodable {
        let time: TimeDocument
        let low: Double
        let median: Double
        let high: Double
    }

    let title: String
    let variable: String
    let unit: String?
    let observed: [Observation]
    let observedLater: [Observation]
    let interpolation: [Point]
    let forecast: [Point]

    init(_ panel: SeriesPanel, _ writer: TimeWriter) {
        func observations(_ list: [(time: Moment, value: Double)]) -> [Observation] {
            list.map { Observation(time: TimeDocument($0.time, writer), value: $0.value) }
        }
        func points(_ list: [SeriesPanel.Point]) -> [Point] {
            list.map { Point(time: TimeDocument($0.time, writer), low: $0.low, median: $0.median, high: $0.high) }
        }
        title = panel.title
        variable = panel.variable
        unit = panel.unit
        observed = observations(panel.seen)
        observedLater = observations(panel.hidden)
        interpolation = points(panel.interpolation)
        forecast = points(panel.forecast)
    }
}
