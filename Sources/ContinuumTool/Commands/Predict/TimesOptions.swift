import Continuum

/// The times at which `forecast` and `interpolate` are asked.
enum TimesOptions {
    private static let at = Option("--at", "T,T,...", "Times to predict", .list(of: .time))
    private static let file = Option(
        "--at-file", "FILE", "CSV file of times to predict, with columns series and time, or time alone", .file)
    private static let step = Option("--every", "DUR", "Predict at equal steps, with --until or --for", .span)
    private static let until = Option("--until", "T", "Last time of the steps", .time)
    private static let length = Option("--for", "DUR", "Time that the steps cover", .span)

    static let declared: [any AnyOption] = [at, file, step, until, length]

    static func times(
        _ arguments: Arguments, _ dialect: TimeDialect, _ kind: PredictionKind
    ) throws -> PredictionTimes {
        let ways: [any AnyOption] = [at, file, step]
        let given = ways.filter { arguments.isGiven($0) }.map(\.name)
        guard given.count == 1 else {
            throw UsageError(
                given.isEmpty
                    ? "say when: --at T,T,... or --at-file FILE or --every DUR"
                        + (kind == .forecast ? " with --until T or --for DUR" : "")
                    : "\(given.joined(separator: " and ")) exclude each other")
        }
        let until = try dialect.moment(arguments[until])
        let length = try dialect.length(arguments[length])
        if let step = try dialect.length(arguments[step]) {
            if until != nil, length != nil { throw UsageError("--until and --for exclude each other") }
            if kind == .forecast, until == nil, length == nil {
                throw UsageError("--every needs an end: --until T or --for DUR")
            }
            return .every(step: step, until: until, length: length)
        }
        if until != nil || length != nil { throw UsageError("--until and --for belong to --every") }
        if let path = arguments[file] { return try TimesFile.read(path, reader: dialect.reader) }
        return .at(try (arguments[at] ?? []).map { try dialect.moment($0) })
    }
}
