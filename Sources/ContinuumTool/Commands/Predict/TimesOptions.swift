import Continuum

/// The times at which `forecast` and `interpolate` are asked; without any, steps that the data suggest.
enum TimesOptions {
    private static let at = Option("--at", "T,T,...", "Times to predict", .list(of: .time))
    private static let file = Option(
        "--at-file", "FILE", "CSV file of times to predict, with columns series and time, or time alone", .file)
    private static let step = Option(
        "--every", "DUR",
        "Predict in steps, with --until or --for; 1d, 1w, 1mo and 1y are the calendar's, others are equal",
        .span)
    private static let align = Option.flag(
        "--align", "Equal steps at multiples of DUR rather than from the last observation on")
    private static let until = Option("--until", "T", "Last time of the steps", .time)
    private static let length = Option("--for", "DUR", "Time that the steps cover", .span)

    static let declared: [any AnyOption] = [at, file, step, align, until, length]

    static func times(
        _ arguments: Arguments, _ dialect: TimeDialect, _ kind: PredictionKind,
        horizon: @autoclosure () throws -> Double?
    ) throws -> PredictionTimes {
        let ways: [any AnyOption] = [at, file, step]
        let given = ways.filter { arguments.isGiven($0) }.map(\.name)
        guard given.count < 2 else { throw UsageError("\(given.joined(separator: " and ")) exclude each other") }
        let until = try dialect.moment(arguments[until])
        let length = try dialect.step(arguments[length])
        let isAligned = arguments[align]
        if let step = try dialect.step(arguments[step]) {
            if until != nil, length != nil { throw UsageError("--until and --for exclude each other") }
            if kind == .forecast, until == nil, length == nil {
                throw UsageError("--every needs an end: --until T or --for DUR")
            }
            return .every(step: step, until: until, length: length, isAligned: isAligned)
        }
        if until != nil || length != nil { throw UsageError("--until and --for belong to --every") }
        if isAligned { throw UsageError("--align belongs to --every") }
        if let path = arguments[file] { return try TimesFile.read(path, reader: dialect.reader) }
        if let times = arguments[at] { return .at(try times.map { try dialect.moment($0) }) }
        return .sensible(horizon: kind == .forecast ? try horizon() : nil, zone: dialect.zone)
    }
}
