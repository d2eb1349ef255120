import Continuum
import TimeSeries

/// What `events fit` may be told of the data, the intensity and its fit.
enum EventsFitOptions {
    private static let kind = Option("--kind", "KIND", "Kind of intensity", .choice(), default: initial.kind)
    private static let marks = Option("--marks", "A,B", "Marks to fit", .names, otherwise: "all")
    private static let noMarks = Option.flag("--no-marks", "Ignore the marks")
    private static let holdout = Option(
        "--holdout", "X", "Share of the series held out and scored",
        .number("a share from 0 to below 1") { $0 >= 0 && $0 < 1 }, default: EventFitPlan().holdout)

    private static let pieces = Option(
        "--pieces", "N", only(.piecewise, "number of pieces"), .integer(in: 1...100_000),
        otherwise: "10, or 24 of a period")
    private static let periods = Option(
        "--period", "DUR,DUR",
        only(.logLinear, "lengths of seasons, as 1d,7d; ") + only(.piecewise, "length after which the pieces repeat"),
        .list(of: .span))
    private static let harmonics = Option(
        "--harmonics", "N", only(.logLinear, "harmonics of each season"), .integer(in: 1...100), otherwise: "by AIC")
    private static let trend = Option.flag(
        "--trend", only(.logLinear, "add a linear trend of the logarithm of the rate"))
    private static let latent = Option(
        "--latent", "N", only(.latentODE, "features of the latent state"), .integer(in: 1...256),
        default: initial.latent)
    private static let hidden = Option(
        "--hidden", "N", only(.latentODE, "units of each hidden layer"), .integer(in: 1...512), default: initial.hidden)
    private static let members = Option(
        "--members", "N", only(.latentODE, "networks fitted to bootstrap samples, for the band"), .integer(in: 1...100),
        otherwise: "6 for few series, else 1")
    private static let epochs = Option(
        "--epochs", "N", only(.latentODE, "passes over the series"), .integer(in: 1...1_000_000),
        otherwise: "by their number")
    private static let learningRate = Option(
        "--learning-rate", "X", only(.latentODE, "peak learning rate of Adam"), .positive, default: initial.learningRate
    )
    private static let validation = Option(
        "--validation", "X", only(.latentODE, "share of ten series or more that chooses the epoch"), .validationShare,
        default: initial.validation)

    private static let initial = EventFitSettings()

    private static func only(_ kind: IntensityKind, _ help: String) -> String { "\(kind.rawValue): \(help)" }

    /// Options of some kinds alone.
    private static let owned: [(option: any AnyOption, kinds: [IntensityKind])] = [
        (pieces, [.piecewise]), (periods, [.piecewise, .logLinear]), (harmonics, [.logLinear]), (trend, [.logLinear]),
        (latent, [.latentODE]), (hidden, [.latentODE]), (members, [.latentODE]), (epochs, [.latentODE]),
        (learningRate, [.latentODE]), (validation, [.latentODE]),
    ]

    static let declared: [any AnyOption] =
        [kind, Option.series, marks, noMarks, Option.untilSeen, Option.timeZone] + owned.map(\.option)
        + [holdout, Option.seed]

    /// Throws where options contradict each other.
    static func check(_ arguments: Arguments) throws(UsageError) {
        let kind = arguments[kind]
        for (option, kinds) in owned where arguments.isGiven(option) && !kinds.contains(kind) {
            throw UsageError(
                "\(option.name) belongs to --kind \(OptionLabel.alternatives(kinds.map(\.rawValue))), "
                    + "not to \(kind.rawValue)")
        }
        if kind == .piecewise, (arguments[periods] ?? []).count > 1 {
            throw UsageError("--period: \(kind.rawValue) repeats after one period")
        }
        if kind == .logLinear, arguments[periods] == nil, !arguments[trend] {
            throw UsageError("--kind \(kind.rawValue): say what the rate follows, --trend or --period DUR or both")
        }
    }

    /// What is to be fitted to a store whose times are typed as `dialect` says.
    static func plan(_ arguments: Arguments, _ dialect: TimeDialect) throws -> EventFitPlan {
        var plan = EventFitPlan()
        plan.series = arguments[.series]
        plan.marks = arguments[marks]
        plan.tellsMarks = !arguments[noMarks]
        plan.until = try dialect.moment(arguments[.untilSeen])
        plan.holdout = arguments[holdout]
        var settings = EventFitSettings()
        settings.kind = arguments[kind]
        settings.pieces = arguments[pieces]
        let unit = dialect.kind == .calendar ? 86400.0 : 1
        settings.periods = try (arguments[periods] ?? []).map { try dialect.length($0) / unit }
        settings.harmonics = arguments[harmonics]
        settings.hasTrend = arguments[trend]
        settings.latent = arguments[latent]
        settings.hidden = arguments[hidden]
        settings.members = arguments[members]
        settings.epochs = arguments[epochs]
        settings.learningRate = arguments[learningRate]
        settings.validation = arguments[validation]
        settings.seed = arguments.seed
        plan.settings = settings
        return plan
    }
}

extension OptionReader where Value == Double {
    /// The share of the data that chooses the epoch.
    static var validationShare: Self { number("a share from 0 to 0.9") { $0 >= 0 && $0 <= 0.9 } }
}
