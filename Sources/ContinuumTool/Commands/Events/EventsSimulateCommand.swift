import Continuum

/// `continuum events simulate`
enum EventsSimulateCommand {
    private static let window = Option("--window", "T,T", "Start and end of new sequences", .pair(of: .time))
    private static let length = Option(
        "--for", "DUR", "Length of futures of the series, from the ends of their windows", .span)
    private static let asOf = Option("--as-of", "T", "Futures: ignore later events", .time)
    private static let samples = Option(
        "--samples", "N", "Number of sequences, or of futures of each series", .integer(in: 1...1_000_000), default: 1)
    private static let method = Option(
        "--method", "NAME", "Algorithm, which does not change the distribution", .choice(),
        default: SimulationMethod.thinning)

    static let command = Command(
        "events simulate", "Simulate new sequences over a window, or the futures of series.",
        operands: [Operand.name],
        options: [
            window, Option.series, length, asOf, samples, method, Option.timeZone, Option.seed, Option.json,
            Option.format, Option.output,
        ],
        examples: [
            "continuum events simulate shocks --window 1851,1963 --samples 100 --output shocks.csv",
            "continuum events simulate shocks --for 10 --samples 3 --format table",
        ], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let window = arguments[window]
        guard (arguments[length] == nil) != (window == nil) else {
            throw UsageError("say what to draw: --window T,T for new sequences, or --for DUR for futures of the series")
        }
        for option: any AnyOption in [Option.series, asOf] where window != nil && arguments.isGiven(option) {
            throw UsageError("\(option.name) belongs to --for, not to --window")
        }
        let store = try arguments.openStore()
        let dialect = arguments.dialect(store)
        let model = try store.eventModel(arguments[.name])
        let length = try dialect.length(arguments[length]).map { $0 / model.clock.unit }
        let ends = try window?.map { model.clock.time(try dialect.moment($0)) }
        if let ends, ends[0] >= ends[1] { throw UsageError("--window: the end is not after the begin") }
        let writer = try arguments.rowWriter(
            ["series", "sample", "time", "mark"], console)
        let style = TimeWriter(store.timeStyle)
        func write(_ sequence: EventSequence, _ sample: Int) throws {
            for (time, mark) in zip(sequence.times, sequence.marks) {
                try writer.write([
                    .text(sequence.name), .integer(sample), Field(model.clock.moment(time), style),
                    .text(model.marks[Int(mark)]),
                ])
            }
        }
        if let ends {
            let window = [try Exposure(start: ends[0], end: ends[1])]
            for sample in 1...arguments[samples] {
                var random = RandomStream(seed: arguments.seed, simulation: sample)
                let process = try model.sampledProcess(over: window, random: &random)
                try write(
                    process.simulate(window, method: arguments[method], random: &random, name: "simulated"), sample)
            }
        } else if let length {
            let until = try dialect.moment(arguments[asOf])
            for sequence in try store.eventSequences(model, series: arguments[.series], until: until) {
                let forecast = try EventForecast(model, past: sequence, draws: arguments[samples], seed: arguments.seed)
                let futures = try forecast.futures(to: forecast.start + length, method: arguments[method])
                for (index, future) in futures.enumerated() { try write(future, index + 1) }
            }
        }
        try writer.finish()
    }
}
