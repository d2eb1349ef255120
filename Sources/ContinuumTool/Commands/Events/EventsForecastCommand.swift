import Continuum
import Foundation

/// `continuum events forecast`
enum EventsForecastCommand {
    private static let asOf = Option(
        "--as-of", "T", "Ignore later events; the forecast starts here", .time, otherwise: "the windows' ends")
    private static let noneBefore = Option(
        "--none-before", "T,T", "Probability of no event before each of these times", .list(of: .time))
    private static let between = Option("--between", "A,B", "Number of events from A to B", .pair(of: .time))
    private static let at = Option(
        "--at", "T,T,...", "Intensity of all marks at these times, past or future", .list(of: .time))
    private static let step = Option("--every", "DUR", "Intensity at equal steps, with --for", .span)
    private static let length = Option("--for", "DUR", "Time that the steps cover", .span)
    private static let draws = Option(
        "--draws", "N", "Draws of the parameters, or of the latent path", .integer(in: 1...100_000), default: 200)

    static let command = Command(
        "events forecast", "Forecast the next event, counts, the probability of no event, and the intensity.",
        operands: [Operand.name],
        options: [
            Option.series, asOf, noneBefore, between, at, step, length, Option.quantiles, draws, Option.timeZone,
            Option.seed, Option.json, Option.format, Option.output,
        ],
        examples: [
            "continuum events forecast shocks",
            "continuum events forecast shocks --between 1963,1973 --none-before 1963",
            "continuum events forecast rides --series 7 --every 0.5 --for 24 --format table",
        ], run: run)

    /// What is asked of each series, in model time.
    private struct Question {
        var quantiles: [Double]
        var none: [Double]
        var window: Exposure?
        var times: [Double]
        var grid: (step: Double, length: Double)?
        var draws: Int
        var seed: UInt64
    }

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let store = try arguments.openStore()
        let model = try store.eventModel(arguments[.name])
        let until = try arguments.dialect(store).moment(arguments[asOf])
        let sequences = try store.eventSequences(model, series: arguments[.series], until: until)
        guard !sequences.isEmpty else {
            throw JobError.noEvents(until: until.map { "\($0)" })
        }
        let question = try question(arguments, arguments.dialect(store), model.clock)
        let writer = try arguments.rowWriter(
            ["series", "quantity", "from", "to", "mark", "mean", "sd"] + question.quantiles.map(QuantileName.text),
            console)
        for sequence in sequences {
            if Interruption.isRequested { throw StoreError.interrupted }
            for row in try rows(question, model, sequence, TimeWriter(store.timeStyle)) { try writer.write(row) }
        }
        try writer.finish()
    }

    private static func question(
        _ arguments: Arguments, _ dialect: TimeDialect, _ clock: EventClock
    ) throws -> Question {
        func times(_ typed: [TimeText]?) throws -> [Double] {
            try (typed ?? []).map { clock.time(try dialect.moment($0)) }
        }
        var window: Exposure?
        let between = try times(arguments[between])
        if between.count == 2 {
            guard between[0] < between[1] else { throw UsageError("--between: the second time is not after the first") }
            window = try Exposure(start: between[0], end: between[1])
        }
        let at = try times(arguments[at]).sorted()
        let step = try dialect.length(arguments[step]).map { $0 / clock.unit }
        let length = try dialect.length(arguments[length]).map { $0 / clock.unit }
        guard (step == nil) == (length == nil) else { throw UsageError("--every and --for belong together") }
        if step != nil, !at.isEmpty { throw UsageError("--at and --every exclude each other") }
        var grid: (step: Double, length: Double)?
        if let step, let length {
            let count = (length / step * (1 + 1e-12)).rounded(.down)
            guard count < 1e6 else { throw UsageError("--every and --for make \(count) times") }
            grid = (step, length)
        }
        return Question(
            quantiles: arguments.quantiles, none: try times(arguments[noneBefore]), window: window, times: at,
            grid: grid,
            draws: arguments[draws], seed: arguments.seed)
    }

    /// The answers for one series.
    private static func rows(
        _ question: Question, _ model: FittedEvents, _ past: EventSequence, _ style: TimeWriter
    ) throws -> [[Field]] {
        let forecast = try EventForecast(model, past: past, draws: question.draws, seed: question.seed)
        func shown(_ time: Double) -> Field { Field(model.clock.moment(time), style) }
        let start = shown(forecast.start)
        let blank = question.quantiles.map { _ in Field.null }
        var rows: [[Field]] = []
        func add(_ quantity: String, _ fields: [Field]) { rows.append([.text(past.name), .text(quantity)] + fields) }

        let next = try forecast.nextEvent(question.quantiles)
        add("next event", [start, .null, .null, .null, .null] + next.map { $0.map(shown) ?? .null })
        if model.marks.count > 1 {
            let ranked = zip(model.marks, try forecast.nextMark()).sorted { ($0.1, $1.0) > ($1.1, $0.0) }
            for (mark, probability) in ranked {
                add("next mark", [start, .null, .text(mark), .number(probability), .null] + blank)
            }
        }
        for (time, probability) in zip(question.none, try forecast.survival(at: question.none)) {
            add("no event", [start, shown(time), .null, .number(probability), .null] + blank)
        }
        if let window = question.window {
            let count = try forecast.counts(in: [window])[0]
            add(
                "count",
                [shown(window.start), shown(window.end), .null, .number(count.mean), .number(count.standardDeviation)]
                    + question.quantiles.map { .integer(count.quantile($0)) })
        }
        var times = question.times
        if let (step, length) = question.grid {
            let count = (length / step * (1 + 1e-12)).rounded(.down)
            times = (0...Int(count)).map { forecast.start + Double($0) * step }
        }
        for point in try forecast.intensity(at: times, quantiles: question.quantiles) {
            add(
                "intensity",
                [shown(point.time), .null, .null, .number(point.mean), .null]
                    + point.quantiles.map { .number($0) })
        }
        return rows
    }
}
