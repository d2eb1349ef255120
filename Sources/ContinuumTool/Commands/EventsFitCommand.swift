import Continuum
import Foundation

extension CommandSpecification {
    /// The verbs of `continuum events`.
    static let eventVerbs: [CommandSpecification] = [
        .eventsFit, .eventsForecast, .eventsSimulate, .eventsCheck, .eventsPlot,
    ]

    static let eventsFit = CommandSpecification(
        "events fit", "Fit a point process to the store's events and save it there.", operands: "NAME",
        options: [
            .value(
                "--kind", "KIND",
                "constant, piecewise, log-linear, hawkes, weibull, log-normal or latent-ode (default: constant)."),
            .series, .value("--marks", "A,B", "Marks (default: all)."),
            .flag("--no-marks", "Take all events for one kind."),
            .value("--until", "T", "See nothing later."), .timeZone,
            .value("--pieces", "N", "piecewise: number of pieces (default: 10, or 24 of a period)."),
            .value(
                "--period", "DUR,DUR",
                "log-linear: lengths of seasons, as 1d,7d; piecewise: length after which the pieces repeat."),
            .value("--harmonics", "N", "log-linear: sines and cosines of each season (default: by AIC)."),
            .flag("--trend", "log-linear: the rate may rise or fall all along."),
            .value("--latent", "N", "latent-ode: features of the latent state (default: 6)."),
            .value("--hidden", "N", "latent-ode: units of each hidden layer (default: 24)."),
            .value(
                "--members", "N",
                "latent-ode: networks fitted to resampled events, for the band (default: 6 for few series, else 1)."),
            .value("--epochs", "N", "latent-ode: passes over the series (default: by their number)."),
            .value("--learning-rate", "X", "latent-ode: peak learning rate of Adam (default: 0.02)."),
            .value(
                "--validation", "X", "latent-ode: share of ten series or more that chooses the epoch (default: 0.15)."),
            .value("--holdout", "X", "Share of the series that is kept apart and scored (default: 0)."), .seed,
            .threads, .json,
        ],
        examples: [
            "continuum events fit rate", "continuum events fit shocks --kind hawkes",
            "continuum events fit rides --kind log-linear --period 24 --holdout 0.2",
            "continuum events fit rides --kind latent-ode --json",
        ]
    ) { arguments, console in
        try arguments.expectOperands("NAME")
        let name = arguments.operands[0]
        let store = try ObservationStore(
            path: arguments.store, access: .writing, lockTimeout: try arguments.lockTimeout())
        var job = EventFitJob(store: store, name: name, plan: try eventPlan(arguments, store))
        job.threads = try arguments.threads()
        if let old = try store.modelSummary(name) {
            console.note("note: the model \(name) of \(old.created) will be replaced")
        }
        console.beginProgress()
        let result = try job.run(
            progress: { progress in
                console.progress(
                    "epoch \(progress.epoch)/\(progress.epochs)"
                        + String(format: "  bound %.4f per event", -progress.loss)
                        + (progress.validationLoss.map { String(format: "  validation %.4f", -$0) } ?? ""))
            }, isCancelled: { Interruption.isRequested })
        console.endProgress()
        guard let result else { throw CommandError.interrupted("interrupted; nothing was kept") }
        if let first = result.withoutWindow.first {
            console.note(
                "note: \(result.withoutWindow.count) series without a window of exposure (\(first)\(result.withoutWindow.count > 1 ? ", …" : "")): "
                    + "the span of their events is taken, which makes rates too high; import with --window to say it")
        }
        if !result.model.isConverged { console.note("warning: the search for the greatest likelihood did not end") }
        if arguments.has("--json") {
            console.print(try JSONText.document(EventFitDocument(name, result)))
        } else if !console.isQuiet {
            console.print(eventPage(name, result))
        }
    }

    private static func eventPlan(_ arguments: Arguments, _ store: ObservationStore) throws -> EventFitPlan {
        var plan = EventFitPlan()
        plan.series = try arguments.list("--series")
        plan.marks = try arguments.list("--marks")
        plan.tellsMarks = !arguments.has("--no-marks")
        plan.until = try arguments.time("--until", store.timeKind)
        if let share = try arguments.number("--holdout", where: { $0 >= 0 && $0 < 1 }, "a share from 0 to below 1") {
            plan.holdout = share
        }
        var settings = EventFitSettings()
        if let kind = try arguments.choice("--kind", IntensityKind.self) { settings.kind = kind }
        let owners: [(option: String, kinds: [IntensityKind])] = [
            ("--pieces", [.piecewise]), ("--period", [.piecewise, .logLinear]), ("--harmonics", [.logLinear]),
            ("--trend", [.logLinear]), ("--latent", [.latentODE]), ("--hidden", [.latentODE]),
            ("--epochs", [.latentODE]), ("--members", [.latentODE]), ("--learning-rate", [.latentODE]),
            ("--validation", [.latentODE]),
        ]
        for (option, kinds) in owners where arguments.given.contains(option) && !kinds.contains(settings.kind) {
            throw UsageError(
                "\(option) belongs to --kind \(kinds.map(\.rawValue).joined(separator: " or ")), not to \(settings.kind.rawValue)"
            )
        }
        settings.pieces = try arguments.integer("--pieces", in: 1...100_000)
        let unit = store.timeKind == .calendar ? 86400.0 : 1
        for text in try arguments.list("--period") ?? [] {
            do throws(TimeError) {
                settings.periods.append(try TimeSpan.parse(text, kind: store.timeKind) / unit)
            } catch {
                throw UsageError("--period \(text) \(error)")
            }
        }
        if settings.kind == .piecewise, settings.periods.count > 1 {
            throw UsageError("--period: piecewise repeats after one period")
        }
        settings.harmonics = try arguments.integer("--harmonics", in: 1...100)
        settings.hasTrend = arguments.has("--trend")
        if settings.kind == .logLinear, settings.periods.isEmpty, !settings.hasTrend {
            throw UsageError("--kind log-linear: say what the rate follows, --trend or --period DUR or both")
        }
        if let count = try arguments.integer("--latent", in: 1...256) { settings.latent = count }
        if let count = try arguments.integer("--hidden", in: 1...512) { settings.hidden = count }
        settings.members = try arguments.integer("--members", in: 1...100)
        settings.epochs = try arguments.integer("--epochs", in: 1...1_000_000)
        if let rate = try arguments.number("--learning-rate", where: { $0 > 0 }, "a positive number") {
            settings.learningRate = rate
        }
        if let share = try arguments.number("--validation", where: { $0 >= 0 && $0 <= 0.9 }, "a share from 0 to 0.9") {
            settings.validation = share
        }
        settings.seed = try arguments.seed()
        plan.settings = settings
        return plan
    }

    private static func eventPage(_ name: String, _ result: EventFitJob.Result) -> String {
        let model = result.model
        let likelihood = model.likelihood
        var lines = [
            "\(name): \(model.settings.kind.rawValue), \(likelihood.events) events of \(result.series) series, exposure "
                + "\(Field.number(likelihood.duration).shown), rates \(model.clock.rateUnit)"
        ]
        if !model.parameters.isEmpty {
            var rows = [["parameter", "estimate", "std. error", "95 % interval"]]
            for parameter in model.parameters.prefix(60) {
                rows.append([
                    parameter.name, Field.number(parameter.value).shown,
                    parameter.standardError.map { Field.number($0).shown } ?? "",
                    parameter.low.map { "\(Field.number($0).shown) to \(Field.number(parameter.high ?? $0).shown)" }
                        ?? "",
                ])
            }
            let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
            lines += rows.map { row in
                var text = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
                    .joined(separator: "  ")
                while text.hasSuffix(" ") { text.removeLast() }
                return "  " + text
            }
            if model.parameters.count > 60 { lines.append("  … and \(model.parameters.count - 60) more (--json)") }
        }
        if likelihood.events == 0 {
            lines.append(
                "  no event was seen: the interval's end is the rate's upper bound, at which none had a chance of 1 in 20"
            )
        }
        let bound = model.settings.kind == .latentODE ? " (a lower bound, 32 draws)" : ""
        lines.append("log likelihood\(bound): \(likelihoodText(likelihood))")
        lines.append("  constant rate: \(likelihoodText(model.constantLikelihood))")
        if model.settings.kind != .latentODE {
            lines.append(
                "AIC \(Field.number(model.informationCriterion).shown), of the constant rate "
                    + Field.number(model.constantInformationCriterion).shown)
        }
        if let held = result.heldOut {
            lines.append("held out, \(held.model.sequences) series: \(likelihoodText(held.model))")
            lines.append("  constant rate: \(likelihoodText(held.constant))")
        }
        return lines.joined(separator: "\n")
    }

    static func likelihoodText(_ likelihood: EventLikelihood) -> String {
        "\(Field.number(likelihood.logLikelihood).shown) (\(Field.number(likelihood.perEvent).shown) per event, "
            + "\(Field.number(likelihood.perSequence).shown) per series, \(Field.number(likelihood.perTime).shown) per unit of exposure)"
    }
}

/// A log likelihood in each of its measures; null where it is infinite.
struct LikelihoodDocument: Encodable {
    let total: Double?
    let perEvent: Double?
    let perSequence: Double?
    let perTime: Double?
    let events: Int
    let series: Int
    let exposure: Double

    init(_ likelihood: EventLikelihood) {
        func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
        total = finite(likelihood.logLikelihood)
        perEvent = finite(likelihood.perEvent)
        perSequence = finite(likelihood.perSequence)
        perTime = finite(likelihood.perTime)
        events = likelihood.events
        series = likelihood.sequences
        exposure = likelihood.duration
    }
}

private struct EventFitDocument: Encodable {
    let name: String
    let kind: IntensityKind
    let marks: [String]
    let rateUnit: String
    let parameters: [ParameterEstimate]
    let logLikelihood: LikelihoodDocument
    let constant: LikelihoodDocument
    let aic: Double
    let constantAIC: Double
    let isConverged: Bool
    let seriesWithoutWindow: Int
    let heldOut: LikelihoodDocument?
    let heldOutConstant: LikelihoodDocument?

    init(_ name: String, _ result: EventFitJob.Result) {
        self.name = name
        kind = result.model.settings.kind
        marks = result.model.marks
        rateUnit = result.model.clock.rateUnit
        parameters = result.model.parameters
        logLikelihood = LikelihoodDocument(result.model.likelihood)
        constant = LikelihoodDocument(result.model.constantLikelihood)
        aic = result.model.informationCriterion
        constantAIC = result.model.constantInformationCriterion
        isConverged = result.model.isConverged
        seriesWithoutWindow = result.withoutWindow.count
        heldOut = result.heldOut.map { LikelihoodDocument($0.model) }
        heldOutConstant = result.heldOut.map { LikelihoodDocument($0.constant) }
    }
}
