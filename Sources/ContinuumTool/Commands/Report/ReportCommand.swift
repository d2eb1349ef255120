import Continuum
import Foundation

/// `continuum report`
enum ReportCommand {
    private static let draws = Option(
        "--draws", "N", "Draws of the latent path", .integer(in: 2...100_000), default: 100)
    private static let series = Option(
        "--series", "A,B", "Series of the example forecasts", .names, otherwise: "the first two")
    private static let variables = Option(
        "--variables", "A,B", "Variables of the example forecasts", .names, otherwise: "the first four")

    static let command = Command(
        "report", "Write one page about a model: data, fit, curves, example forecasts, commands.",
        operands: [Operand.name],
        options: [
            series, variables, Option.asOf, Option.coverage, draws, Option.timeZone, Option.seed, Option.threads,
            Option.output,
        ],
        examples: [
            "continuum report liver --output report.html", "continuum report liver --series 2,7 --output report.html",
        ], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let store = try arguments.openStore()
        let dialect = arguments.dialect(store)
        let name = arguments[.name]
        var report = try ModelReport(name, in: store)
        report.series = arguments[series]
        report.variables = arguments[variables]
        report.coverage = arguments[.coverage]
        report.options.asOf = try dialect.moment(arguments[.asOf])
        report.options.draws = arguments[draws]
        report.options.seed = arguments.seed
        report.options.threads = arguments[.threads]
        report.zone = dialect.zone
        report.commands =
            try store.imports().map(CommandWords.importing) + [try CommandWords.fitting(report.model, store.timeKind)]
        report.commands.append(CommandWords.line(["report", name] + given(arguments)))
        let page = try report.page().html
        try console.print(page, to: arguments[.output])
        if let path = arguments[.output] { console.note("\(path): \(page.utf8.count / 1024) kB") }
    }

    /// The options of this page that were given, as they were typed or as they are read.
    private static func given(_ arguments: Arguments) -> [String] {
        var words: [String] = []
        func add(_ option: any AnyOption, _ value: String?) {
            if arguments.isGiven(option), let value { words += [option.name, value] }
        }
        add(series, arguments[series]?.joined(separator: ","))
        add(variables, arguments[variables]?.joined(separator: ","))
        add(Option<TimeText?>.asOf, arguments[.asOf]?.text)
        add(Option<Double>.coverage, DecimalNumber.text(arguments[.coverage]))
        add(draws, "\(arguments[draws])")
        add(Option<NamedTimeZone?>.timeZone, arguments[.timeZone]?.name)
        add(Option<Int>.seed, "\(arguments.seed)")
        add(Option<String?>.output, arguments[.output])
        return words
    }
}
