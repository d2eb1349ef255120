import Continuum
import Foundation

/// `continuum events plot`
enum EventsPlotCommand {
    private static let length = Option(
        "--for", "DUR", "Continue for this long after the end of the window", .span, otherwise: "not at all")
    private static let pieces = Option(
        "--pieces", "N", "Also draw piecewise-constant estimates of N pieces", .integer(in: 1...1000))
    private static let draws = Option(
        "--draws", "N", "Draws of the parameters, or of the latent path", .integer(in: 2...100_000), default: 200)

    static let command = Command(
        "events plot", "Draw events as a rug under the intensity with its band, through gnuplot.",
        operands: [Operand.name],
        options: [
            Option.firstSeries, Option.asOf, length, Option.coverage, pieces, draws, Option.timeZone, Option.seed,
            Option.points, Option.picture,
        ],
        examples: [
            "continuum events plot shocks --pieces 11 --output shocks.svg",
            "continuum events plot rides --series 7,9 --for 6",
        ], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let path = arguments[.picture]
        let store = try arguments.openStore()
        let dialect = arguments.dialect(store)
        let model = try store.eventModel(arguments[.name])
        var plot = EventPlot(model: model)
        plot.length = (try dialect.length(arguments[length]) ?? 0) / model.clock.unit
        plot.pieces = arguments[pieces]
        plot.draws = arguments[draws]
        plot.seed = arguments.seed
        plot.coverage = arguments[.coverage]
        let asked = arguments[.firstSeries]
        var sequences = try store.eventSequences(model, series: asked, until: try dialect.moment(arguments[.asOf]))
        if asked == nil { sequences = Array(sequences.prefix(1)) }
        guard !sequences.isEmpty else { throw JobError.noEvents(until: nil) }
        guard sequences.count <= SeriesPlot.mostPanels else {
            throw JobError.tooManyPanels(series: sequences.count, variables: 1, most: SeriesPlot.mostPanels)
        }
        let panels = try sequences.map { try plot.panel($0) }
        if arguments[.points] {
            let times = TimeWriter(store.timeStyle)
            console.print(
                try JSONText.document(
                    EventPlotDocument(
                        file: path, coverage: plot.coverage,
                        panels: panels.map { EventPanelDocument($0, model.clock, times) })))
            if path == nil { return }
        }
        let text = try plot.draw(panels, zone: arguments.dialect(store).zone, to: Gnuplot.Target(path: path))
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
        let time: TimeDocument
        let mean: Double
        let low: Double
        let median: Double
        let high: Double
    }

    struct Piece: Encodable {
        let from: TimeDocument
        let to: TimeDocument
        let rate: Double
        let low: Double
        let high: Double
    }

    let title: String
    let events: [TimeDocument]
    let intensity: [Point]
    let pieces: [Piece]

    init(_ panel: EventPlot.Panel, _ clock: EventClock, _ times: TimeWriter) {
        func time(_ time: Double) -> TimeDocument { TimeDocument(clock.moment(time), times) }
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
