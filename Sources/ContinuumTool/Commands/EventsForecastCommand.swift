import Continuum
import Foundation

extension CommandSpecification {
    static let eventsForecast = CommandSpecification(
        "events forecast", "Say when the next event comes, how many come, and how likely none does.",
        operands: "NAME",
        options: [
            .series,
            .value("--as-of", "T", "Look at nothing later; the forecast begins there (default: the windows' ends)."),
            .value("--none-before", "T,T", "Probability of no event before each of these times."),
            .value("--between", "A,B", "Number of events from A to B."),
            .value("--at", "T,T,...", "Intensity, all marks, at these times, past or to come."),
            .value("--every", "DUR", "Intensity at equal steps."), .value("--for", "DUR", "Length of the steps."),
            .value("--quantiles", "P,P", "Probabilities (default: 0.05,0.25,0.5,0.75,0.95)."),
            .value("--draws", "N", "Draws of the parameters, or of the latent path (default: 200)."), .timeZone, .seed,
            .json, .format, .output,
        ],
        examples: [
            "continuum events forecast shocks",
            "continuum events forecast shocks --between 1963,1973 --none-before 1963",
            "continuum events forecast rides --series 7 --every 0.5 --for 24 --format table",
        ]
    ) { arguments, console in
        try arguments.expectOperands("NAME")
        let store = try ObservationStore(path: arguments.store, lockTimeout: try arguments.lockTimeout())
        let model = try store.eventModel(arguments.operands[0])
        let asOf = try arguments.time("--as-of", store.timeKind)
        let sequences = try store.eventSequences(model, series: try arguments.list("--series"), until: asOf)
        guard !sequences.isEmpty else {
            throw EventError.tooLittleData("none of the series has an event or a window of exposure")
        }
        let quantiles = try arguments.quantiles() ?? [0.05, 0.25, 0.5, 0.75, 0.95]
        func times(_ option: String) throws -> [Double] {
            try (arguments.list(option) ?? []).map {
                model.clock.time(try arguments.moment($0, option, store.timeKind))
            }
        }
        let none = try times("--none-before")
        let between = try times("--between")
        guard between.count == 0 || between.count == 2 else {
            throw UsageError("--between: give two times, as in --between 1963,1973")
        }
        var window: Exposure?
        if between.count == 2 {
            guard between[0] < between[1] else { throw UsageError("--between: the second time is not after the first") }
            window = try Exposure(start: between[0], end: between[1])
        }
        var grid = try times("--at").sorted()
        let step = try arguments.duration("--every", store.timeKind).map { $0 / model.clock.unit }
        let length = try arguments.duration("--for", store.timeKind).map { $0 / model.clock.unit }
        guard (step == nil) == (length == nil) else { throw UsageError("--every and --for belong together") }
        if step != nil, !grid.isEmpty { throw UsageError("--at and --every exclude each other") }
        let writer = try RowWriter(
            ["series", "quantity", "from", "to", "mark", "mean", "sd"] + quantiles.map(eventQuantileName), arguments,
            console)
        let clock = model.clock
        let style = TimeWriter(store.timeStyle)
        func shown(_ time: Double) -> Field {
            if case .numeric(let number) = clock.moment(time) { return .number(number) }
            return .text(style.text(clock.moment(time)))
        }
        let blank = quantiles.map { _ in Field.null }
        for sequence in sequences {
            if Interruption.isRequested { throw StoreError.interrupted }
            let forecast = try EventForecast(
                model, past: sequence, draws: try arguments.integer("--draws", in: 1...100_000) ?? 200,
                seed: try arguments.seed())
            let head: (String) -> [Field] = { [.text(sequence.name), .text($0)] }
            let next = try forecast.nextEvent(quantiles)
            try writer.write(
                head("next event") + [shown(forecast.start), .null, .null, .null, .null]
                    + next.map { $0.map(shown) ?? .null })
            if model.marks.count > 1 {
                let ranked = zip(model.marks, try forecast.nextMark()).sorted { ($0.1, $1.0) > ($1.1, $0.0) }
                for (mark, probability) in ranked {
                    try writer.write(
                        head("next mark") + [shown(forecast.start), .null, .text(mark), .number(probability), .null]
                            + blank)
                }
            }
            for (time, probability) in zip(none, try forecast.survival(at: none)) {
                try writer.write(
                    head("no event") + [shown(forecast.start), shown(time), .null, .number(probability), .null] + blank)
            }
            if let window {
                let count = try forecast.counts(in: [window])[0]
                try writer.write(
                    head("count") + [shown(window.start), shown(window.end), .null]
                        + [.number(count.mean), .number(count.standardDeviation)]
                        + quantiles.map { .integer(count.quantile($0)) })
            }
            if let step, let length {
                let count = (length / step * (1 + 1e-12)).rounded(.down)
                guard count < 1e6 else { throw UsageError("--every and --for make \(count) times") }
                grid = (0...Int(count)).map { forecast.start + Double($0) * step }
            }
            for point in try forecast.intensity(at: grid, quantiles: quantiles) {
                try writer.write(
                    head("intensity") + [shown(point.time), .null, .null, .number(point.mean), .null]
                        + point.quantiles.map { .number($0) })
            }
        }
        try writer.finish()
    }

    private static func eventQuantileName(_ probability: Double) -> String {
        let percent = (probability * 1e6).rounded() / 1e4
        return percent < 10 ? "q0\(DecimalNumber.text(percent))" : "q\(DecimalNumber.text(percent))"
    }

    static let eventsSimulate = CommandSpecification(
        "events simulate", "Draw events from a model: anew over a window, or the futures of series.", operands: "NAME",
        options: [
            .value("--window", "T,T", "Begin and end of new sequences."), .series,
            .value("--for", "DUR", "Length of futures of the series, from their windows' ends on."),
            .value("--as-of", "T", "Futures: look at nothing later."),
            .value("--samples", "N", "Number of sequences, or of futures of each series (default: 1)."),
            .value("--method", "NAME", "thinning or inversion; they agree in distribution (default: thinning)."),
            .timeZone, .seed, .json, .format, .output,
        ],
        examples: [
            "continuum events simulate shocks --window 1851,1963 --samples 100 --output shocks.csv",
            "continuum events simulate shocks --for 10 --samples 3 --format table",
        ]
    ) { arguments, console in
        try arguments.expectOperands("NAME")
        let store = try ObservationStore(path: arguments.store, lockTimeout: try arguments.lockTimeout())
        let model = try store.eventModel(arguments.operands[0])
        let samples = try arguments.integer("--samples", in: 1...1_000_000) ?? 1
        let method = try arguments.choice("--method", SimulationMethod.self) ?? .thinning
        let seed = try arguments.seed()
        let length = try arguments.duration("--for", store.timeKind).map { $0 / model.clock.unit }
        let ends = try arguments.list("--window")
        guard (length == nil) != (ends == nil) else {
            throw UsageError("say what to draw: --window T,T for new sequences, or --for DUR for futures of the series")
        }
        let writer = try RowWriter(["series", "sample", "time", "mark"], arguments, console)
        let style = TimeWriter(store.timeStyle)
        func write(_ sequence: EventSequence, _ sample: Int) throws {
            for (time, mark) in zip(sequence.times, sequence.marks) {
                let moment = model.clock.moment(time)
                var shown = Field.text(style.text(moment))
                if case .numeric(let number) = moment { shown = .number(number) }
                try writer.write([
                    .text(sequence.name), .integer(sample), shown, .text(model.marks[Int(mark)]),
                ])
            }
        }
        if let ends {
            guard ends.count == 2 else { throw UsageError("--window: give its begin and its end") }
            let times = try ends.map { model.clock.time(try arguments.moment($0, "--window", store.timeKind)) }
            guard times[0] < times[1] else { throw UsageError("--window: the end is not after the begin") }
            let window = [try Exposure(start: times[0], end: times[1])]
            for sample in 1...samples {
                var random = RandomStream(seed: seed, series: 0x5000_0000, sample: UInt32(sample))
                let process = try model.sampledProcess(over: window, random: &random)
                try write(
                    process.simulate(window, method: method, random: &random, name: "simulated"), sample)
            }
        } else if let length {
            let asOf = try arguments.time("--as-of", store.timeKind)
            for sequence in try store.eventSequences(model, series: try arguments.list("--series"), until: asOf) {
                let forecast = try EventForecast(model, past: sequence, draws: samples, seed: seed)
                for (index, future) in try forecast.futures(to: forecast.start + length, method: method).enumerated() {
                    try write(future, index + 1)
                }
            }
        }
        try writer.finish()
    }
}
