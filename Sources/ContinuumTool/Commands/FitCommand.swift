import Continuum
import Foundation

extension CommandSpecification {
    static let fit = CommandSpecification(
        "fit", "Fit a model to the store's observations and save it there.", operands: "NAME",
        options: [
            .value("--kind", "KIND", "latent-ode (default)."), .variables, .series,
            .value("--until", "T", "See nothing later."), .timeZone,
            .value("--history", "DUR", "Length of history that a forecast reads (default: learned from the data)."),
            .value("--horizon", "DUR", "Length ahead that training scores (default: learned from the data)."),
            .value("--encoder", "CELL", "rnn or gru (default: gru)."),
            .value("--latent", "N", "Features of the latent state (default: by the number of variables)."),
            .value("--hidden", "N", "Units of each hidden layer (default: 32)."),
            .value("--layers", "N", "Hidden layers of the vector field (default: 2)."),
            .value("--solver", "NAME", "euler, midpoint, heun, rk4, bosh3, dopri5, tsit5 or dop853 (default: dopri5)."),
            .value("--rtol", "X", "Relative tolerance of the solver (default: 1e-3)."),
            .value("--atol", "X", "Absolute tolerance of the solver (default: 1e-4)."),
            .value(
                "--gradient", "NAME",
                "discrete (through the steps taken), checkpointed (the same in bounded memory), continuous "
                    + "(the 2018 paper's adjoint) or interpolating (the same, the state read from the forward solve) "
                    + "(default: discrete)."),
            .value(
                "--gradient-memory", "MB", "Memory of --gradient checkpointed, for each thread (default: 1)."),
            .value(
                "--gradient-rtol", "X", "Relative tolerance of a continuous or interpolating adjoint (default: --rtol)."
            ),
            .value(
                "--gradient-atol", "X", "Absolute tolerance of a continuous or interpolating adjoint (default: --atol)."
            ),
            .value(
                "--regularize", "WHAT=X,...",
                "Keep the field easy to solve: kinetic=X (weight of its kinetic energy; 0.1 is a start), errors=X "
                    + "(weight of the solver's error estimates; 100 is a start) (default: neither)."),
            .value("--likelihood", "NAME", "auto, gaussian, student-t or log-normal (default: auto)."),
            .value("--epochs", "N", "Passes over the series (default: by the amount of data)."),
            .value("--time-limit", "DUR", "Stop after so long and keep what was learned."),
            .value("--batch", "N", "Series or windows per update (default: by the amount of data)."),
            .value("--learning-rate", "X", "Peak learning rate of Adam (default: 0.01)."),
            .value("--samples", "N", "Draws from the posterior per series and update (default: 1)."),
            .value("--validation", "X", "Share kept to choose the best epoch (default: 0.1)."),
            .flag(
                "--event-times",
                "Model the observation times together with the values (informative sampling), and print what that brings."
            ),
            .flag("--resume", "Go on with an interrupted fit, to the same bits."), .seed, .threads, .json,
        ],
        examples: [
            "continuum fit liver", "continuum fit liver --latent 8 --epochs 60",
            "continuum fit co2 --history 1095d --horizon 730d --until 1999-12-31", "continuum fit liver --resume",
        ]
    ) { arguments, console in
        try arguments.expectOperands("NAME")
        let name = arguments.operands[0]
        let store = try ObservationStore(
            path: arguments.store, access: .writing, lockTimeout: try arguments.lockTimeout())
        let plan = try fitPlan(arguments, store, name)
        let job = try FitJob(
            store: store, name: name, plan: plan, threads: try arguments.threads(), resumes: arguments.has("--resume"))
        if !arguments.has("--resume"), let old = try store.checkpoint(name) {
            console.note(
                "note: an interrupted fit called \(name) stood at epoch \(old.epoch); this one starts anew "
                    + "(--resume would go on)")
        }
        if let old = try store.models().first(where: { $0.name == name }) {
            console.note("note: the model \(name) of \(old.created) and its forecasts will be replaced")
        }
        console.note(
            "fitting \(name): \(job.seriesCount) series, \(job.variables.count) variables, up to \(job.trainer.epochs) epochs"
                + (job.resumedEpochs > 0 ? ", from epoch \(job.resumedEpochs) on" : ""))
        console.beginProgress()
        var last: LatentODETrainer.Progress?
        let forecaster = try job.run(
            progress: { progress in
                last = progress
                console.progress(progressText(progress))
            }, isCancelled: { Interruption.isRequested })
        if let last { console.progress(progressText(last), isLast: true) }
        guard let forecaster else {
            let done = job.trainer.epochsDone
            throw CommandError.interrupted(
                done > 0
                    ? "interrupted after epoch \(done), which is kept; go on with: continuum fit \(name) --resume"
                    : "interrupted in the first epoch; nothing was kept")
        }
        let summary = forecaster.summary
        if summary.skippedUpdates > 0 {
            console.note(
                "warning: \(summary.skippedUpdates) updates were left out because the solver, the loss or the weights failed, "
                    + "and the learning rate was reduced after each; a smaller --learning-rate may fit better")
        }
        if let skill = summary.skill, skill <= 0, let best = summary.bestBaseline {
            console.note(
                "warning: the model is no better than the \(best.name) on its validation data "
                    + "(mean squared error \(Field.number(summary.validationError ?? 0).shown) against "
                    + "\(Field.number(best.error).shown)); more data, epochs or another --history may help")
        }
        var ablation: EventTimesAblation?
        if plan.settings.eventTimes != nil {
            ablation = try job.ablation(
                progress: { role, progress in
                    console.progress("\(role == nil ? "values alone" : "times alone"): " + progressText(progress))
                }, isCancelled: { Interruption.isRequested })
            console.endProgress()
            guard ablation != nil else {
                throw CommandError.interrupted("interrupted in the comparison; the model \(name) is saved")
            }
        }
        if arguments.has("--json") {
            console.print(
                try JSONText.document(
                    FitDocument(
                        name: name, summary: summary, eventTimes: ablation, eventTimesVerdict: ablation?.verdict)))
        } else if !console.isQuiet {
            console.print(fitPage(name, summary))
            if let ablation { console.print(ablationPage(ablation)) }
        }
    }

    private static func progressText(_ progress: LatentODETrainer.Progress) -> String {
        var text = "epoch \(progress.epoch)/\(progress.epochs)"
        if let line = progress.line {
            if let loss = line.loss { text += String(format: "  loss %.4f", loss) }
            if let loss = line.validationLoss { text += String(format: "  validation %.4f", loss) }
        } else {
            text += " \(Int(progress.share * 100)) %"
        }
        if progress.skipped > 0 {
            text += "  \(progress.skipped) updates left out"
            if progress.rateScale < 1 { text += String(format: ", rate × %.3g", progress.rateScale) }
        }
        return text + String(format: "  %.0f series/s", progress.rate)
            + "  left \(DurationText.clock(progress.secondsLeft))"
    }

    private static func fitPage(_ name: String, _ summary: FitSummary) -> String {
        var text =
            "\(name): \(summary.parameters) parameters learned from \(summary.observations) observations of "
            + "\(summary.trainingSeries) series; epoch \(summary.bestEpoch) of \(summary.curve.count) kept"
        if let error = summary.validationError {
            text +=
                "\nvalidation (\(summary.validationSeries) histories, rest hidden), mean squared error in standard deviations²:"
            text += "\n  model        \(Field.number(error).shown)"
            for (rule, value) in summary.baselineErrors.sorted(by: { $0.key < $1.key }) {
                let pad = String(repeating: " ", count: max(0, 11 - rule.count))
                text += "\n  \(rule)\(pad)  \(Field.number(value).shown)"
            }
            if let skill = summary.skill, let best = summary.bestBaseline {
                text += "\n  skill against the \(best.name): \(String(format: "%.1f", 100 * skill)) %"
            }
        }
        return text
    }

    private struct FitDocument: Encodable {
        let name: String
        let summary: FitSummary
        let eventTimes: EventTimesAblation?
        let eventTimesVerdict: String?
    }

    private static func ablationPage(_ ablation: EventTimesAblation) -> String {
        func shown(_ estimate: EventTimesAblation.Estimate) -> String {
            Field.number(estimate.mean).shown
                + (estimate.standardError.map { " ± \(Field.number($0).shown)" } ?? "")
        }
        return """
            observation times, held-out log likelihood for each of \(ablation.series) hidden parts:
              values and times, joint model      \(shown(ablation.joint))
              values and times, separate models  \(shown(ablation.separate))
              joint less separate                \(shown(ablation.gain))
                of the values alone              \(shown(ablation.valuesGain))
                of the times alone               \(shown(ablation.timesGain))
            \(ablation.verdict)
            """
    }

    /// The plan that the options spell; with `--resume` alone, the one that was interrupted.
    private static func fitPlan(_ arguments: Arguments, _ store: ObservationStore, _ name: String) throws -> FitPlan {
        if let kind = arguments.text("--kind"), kind != "latent-ode" {
            throw UsageError("--kind \(kind): this version fits latent-ode")
        }
        let neutral: Set = [
            "--store", "--quiet", "--json", "--threads", "--resume", "--lock-timeout", "--time-limit", "--kind",
        ]
        let plan = try spelledPlan(arguments, store)
        guard arguments.has("--resume"), let checkpoint = try store.checkpoint(name) else { return plan }
        var old = try FitPlan(checkpoint.settings)
        old.settings.timeLimit = plan.settings.timeLimit
        guard arguments.given.subtracting(neutral).isEmpty || plan == old else {
            throw UsageError(
                "the interrupted fit '\(name)' was asked with other options; give the same ones or none with --resume, "
                    + "or start anew without it")
        }
        return old
    }

    /// The names of the gradient methods.
    private enum GradientName: String, CaseIterable {
        case discrete, checkpointed, continuous, interpolating
    }

    /// - Parameter settings: those of the solver, whose tolerances hold where none is given.
    private static func gradient(_ arguments: Arguments, _ settings: FitSettings) throws -> GradientMethod? {
        let memory = try arguments.number("--gradient-memory", where: { $0 > 0 && $0 < 1e6 }, "a number of megabytes")
        let name = try arguments.choice("--gradient", GradientName.self)
        guard memory == nil || name == .checkpointed else {
            throw UsageError("--gradient-memory bounds --gradient checkpointed; give that as well")
        }
        let relative = try positive("--gradient-rtol", arguments)
        let absolute = try positive("--gradient-atol", arguments)
        var tolerance: AdjointTolerance?
        if relative != nil || absolute != nil {
            guard name == .continuous || name == .interpolating else {
                throw UsageError(
                    "--gradient-rtol and --gradient-atol are of --gradient continuous or interpolating; give one of them as well"
                )
            }
            tolerance = AdjointTolerance(
                relative: relative ?? settings.relativeTolerance, absolute: absolute ?? settings.absoluteTolerance)
        }
        return switch name {
        case nil: nil
        case .discrete: .discrete
        case .checkpointed: .checkpointed(bytes: Int((memory ?? 1) * 1e6))
        case .continuous: .continuous(tolerance)
        case .interpolating: .interpolating(tolerance)
        }
    }

    /// What can be regularised, by name.
    private enum RegularizerName: String, CaseIterable {
        case kinetic, errors
    }

    /// - Parameter settings: those of solver and gradient.
    private static func regularization(
        _ arguments: Arguments, _ settings: FitSettings
    ) throws -> FieldRegularization? {
        guard let parts = try arguments.list("--regularize") else { return nil }
        var found: [RegularizerName: Double] = [:]
        for part in parts {
            let words = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard let name = RegularizerName(rawValue: words[0]) else {
                let names = RegularizerName.allCases.map(\.rawValue)
                let near = Nearest.names(to: words[0], among: names)
                throw UsageError(
                    "--regularize \(words[0]): " + (near.first.map { "did you mean \($0)? " } ?? "")
                        + "the choices are \(names.joined(separator: ", "))")
            }
            guard words.count == 2, let weight = Double(words[1]), weight > 0, weight.isFinite else {
                throw UsageError("--regularize \(part): give a positive weight, as in \(name.rawValue)=0.1")
            }
            guard found[name] == nil else { throw UsageError("--regularize: \(name.rawValue) is given twice") }
            found[name] = weight
        }
        if found[.errors] != nil {
            guard settings.solver.tableau.embeddedOrder != nil else {
                throw UsageError("--regularize errors: \(settings.solver.rawValue) has no error estimate")
            }
            switch settings.gradient {
            case .discrete, .checkpointed: break
            case .continuous, .interpolating:
                throw UsageError("--regularize errors goes with --gradient discrete or checkpointed alone")
            }
        }
        var regularization = FieldRegularization()
        regularization.kineticEnergy = found[.kinetic] ?? 0
        regularization.errorEstimates = found[.errors] ?? 0
        return regularization
    }

    private static func positive(_ option: String, _ arguments: Arguments) throws -> Double? {
        try arguments.number(option, where: { $0 > 0 }, "a positive number")
    }

    /// Methods without an error estimate take steps of one size, which no tolerance changes.
    private static func checkTolerances(_ arguments: Arguments, _ solver: ExplicitMethod) throws {
        guard solver.tableau.embeddedOrder == nil else { return }
        for option in ["--rtol", "--atol", "--gradient-rtol", "--gradient-atol"] where arguments.text(option) != nil {
            throw UsageError(
                "\(option): \(solver.rawValue) has no error estimate and takes steps of one size; "
                    + "leave the tolerance out or take another --solver")
        }
    }

    private static func spelledPlan(_ arguments: Arguments, _ store: ObservationStore) throws -> FitPlan {
        var plan = FitPlan()
        plan.variables = try arguments.list("--variables")
        plan.series = try arguments.list("--series")
        plan.until = try arguments.time("--until", store.timeKind)
        plan.settings.history = try arguments.duration("--history", store.timeKind)
        plan.settings.horizon = try arguments.duration("--horizon", store.timeKind)
        if let cell = try arguments.choice("--encoder", RecurrentKind.self) { plan.settings.encoder = cell }
        plan.settings.latent = try arguments.integer("--latent", in: 1...512)
        if let units = try arguments.integer("--hidden", in: 1...1024) { plan.settings.hidden = units }
        if let layers = try arguments.integer("--layers", in: 1...8) { plan.settings.layers = layers }
        if let solver = try arguments.choice("--solver", ExplicitMethod.self) { plan.settings.solver = solver }
        if let tolerance = try positive("--rtol", arguments) { plan.settings.relativeTolerance = tolerance }
        if let tolerance = try positive("--atol", arguments) { plan.settings.absoluteTolerance = tolerance }
        try checkTolerances(arguments, plan.settings.solver)
        if let gradient = try gradient(arguments, plan.settings) { plan.settings.gradient = gradient }
        if arguments.has("--event-times") {
            guard arguments.text("--regularize") == nil else {
                throw UsageError("--event-times and --regularize exclude each other")
            }
            plan.settings.eventTimes = .joint
        }
        if let regularization = try regularization(arguments, plan.settings) {
            plan.settings.regularization = regularization
        }
        if let likelihood = try arguments.choice("--likelihood", LikelihoodChoice.self) {
            plan.settings.likelihood = likelihood
        }
        plan.settings.epochs = try arguments.integer("--epochs", in: 1...1_000_000)
        plan.settings.timeLimit = try arguments.seconds("--time-limit")
        plan.settings.batch = try arguments.integer("--batch", in: 1...100_000)
        if let rate = try positive("--learning-rate", arguments) { plan.settings.learningRate = rate }
        if let samples = try arguments.integer("--samples", in: 1...1000) { plan.settings.trainingSamples = samples }
        if let share = try arguments.number("--validation", where: { $0 >= 0 && $0 <= 0.9 }, "a share from 0 to 0.9") {
            plan.settings.validation = share
        }
        plan.settings.seed = try arguments.seed()
        return plan
    }
}
