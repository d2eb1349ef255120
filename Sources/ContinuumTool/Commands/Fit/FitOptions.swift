import Continuum

/// What `fit` may be told of the kind of model, the data, and the settings that the library has names for.
enum FitOptions {
    static let kind = Option("--kind", "KIND", "Kind of model", .forecasterKind, default: ForecasterKind.standard)
    private static let noTrial = Option.flag(
        "--no-trial",
        "With --kind: fit once, without the trial on hidden rows that tells the model's worth and sets its bands")

    static let declared: [any AnyOption] =
        [kind, noTrial, Option.variables, Option.series, Option.untilSeen, Option.timeZone]
        + FitOption.all.map(\.declaration)

    /// Throws for mistakes in settings that no kind of time makes right, before the store is known.
    static func check(_ arguments: Arguments) throws {
        if let mistake = mistake(arguments, .numeric), mistake == self.mistake(arguments, .calendar) { throw mistake }
    }

    private static func mistake(_ arguments: Arguments, _ timeKind: TimeKind) -> FitOptionError? {
        do throws(FitOptionError) {
            _ = try settings(arguments, timeKind)
            return nil
        } catch {
            return error
        }
    }

    /// What is to be fitted to a store whose times are typed as `dialect` says.
    static func plan(_ arguments: Arguments, _ dialect: TimeDialect) throws -> FitPlan {
        var plan = FitPlan()
        plan.kind = asked(arguments)
        plan.isTried = !arguments[noTrial]
        if arguments[noTrial], arguments.given.contains("--rivals") {
            throw UsageError("--no-trial and --rivals exclude each other")
        }
        if arguments[noTrial], plan.kind == .mixture {
            throw UsageError("--no-trial needs a --kind: a mixture is made of what the trial finds")
        }
        plan.variables = arguments[.variables]
        plan.series = arguments[.series]
        plan.until = try dialect.moment(arguments[.untilSeen])
        plan.settings = try settings(arguments, dialect.kind)
        plan.settings.seed = arguments.seed
        return plan
    }

    /// The kind that is to be fitted: observation times are a matter of the latent ODE alone.
    private static func asked(_ arguments: Arguments) -> ForecasterKind {
        let ofLatentODE = "--event-times"
        return arguments.isGiven(kind) || !arguments.given.contains(ofLatentODE) ? arguments[kind] : .latentODE
    }

    private static func settings(_ arguments: Arguments, _ timeKind: TimeKind) throws(FitOptionError) -> FitSettings {
        var texts: [String: String] = [:]
        for setting in FitOption.all { texts[setting.name] = setting.text(arguments) }
        var settings = FitSettings()
        try asked(arguments).apply(texts, to: &settings, timeKind: timeKind)
        return settings
    }
}

extension OptionReader where Value == ForecasterKind {
    /// A kind of the library's list.
    fileprivate static var forecasterKind: Self {
        let kinds = ForecasterKind.all
        let values = OptionValues(choices: kinds.map { OptionValues.Choice(name: $0.name, meaning: $0.summary) })
        return Self(values) { option, text throws(UsageError) in
            guard let kind = ForecasterKind.named(text) else {
                throw UsageError(unknown: text, of: option, among: kinds.map(\.name))
            }
            return kind
        }.shown(\.name)
    }
}

extension FitOption {
    /// The command line's option for the setting.
    fileprivate var declaration: any AnyOption { value == nil ? flag : valued }

    private var flag: Option<Bool> { .flag("--\(name)", summary) }

    private var valued: Option<String?> {
        let values = OptionValues(choices: choices.map { OptionValues.Choice(name: $0.name, meaning: $0.meaning) })
        let reader = OptionReader<String>(values) { _, text in text }
        return Option("--\(name)", value, summary, reader, otherwise: defaultText)
    }

    /// What was typed for the setting: an empty text for a flag.
    fileprivate func text(_ arguments: Arguments) -> String? {
        value == nil ? (arguments[flag] ? "" : nil) : arguments[valued]
    }
}
