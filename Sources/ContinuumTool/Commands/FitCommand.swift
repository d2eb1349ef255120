import Continuum
import Foundation

extension CommandSpecification {
    static let fit = CommandSpecification(
        "fit", "Fit a model to the store's observations and save it there.", operands: "NAME",
        options: [
            .value(
                "--kind", ForecasterKind.all.map(\.name).joined(separator: "|"),
                "What is fitted (default: \(ForecasterKind.standard.name)): "
                    + ForecasterKind.all.map { "\($0.name), \($0.summary)" }.joined(separator: "; ") + "."), .variables,
            .series, .value("--until", "T", "See nothing later."), .timeZone,
        ] + FitOption.all.map(OptionSpecification.init) + [
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
        if let old = try store.modelSummary(name) {
            console.note("note: the model \(name) of \(old.created) and its forecasts will be replaced")
        }
        console.note(
            "fitting \(name): \(job.seriesCount) series, \(job.variables.count) variables"
                + (job.fit.plannedEpochs.map { ", up to \($0) epochs" } ?? "")
                + (job.resumedEpochs > 0 ? ", from epoch \(job.resumedEpochs) on" : ""))
        console.beginProgress()
        var last: FitProgress?
        let forecaster = try job.run(
            progress: { progress in
                last = progress
                console.progress(progressText(progress))
            }, isCancelled: { Interruption.isRequested })
        if let last { console.progress(progressText(last), isLast: true) }
        guard let forecaster else {
            let done = job.fit.epochsDone
            throw CommandError.interrupted(
                done > 0
                    ? "interrupted after epoch \(done), which is kept; go on with: continuum fit \(name) --resume"
                    : "interrupted in the first epoch; nothing was kept")
        }
        let report = forecaster.report
        if report.skippedUpdates > 0 {
            console.note(
                "warning: \(report.skippedUpdates) updates were left out because the solver, the loss or the weights failed, "
                    + "and the learning rate was reduced after each; a smaller --learning-rate may fit better")
        }
        if let skill = report.skill, skill <= 0, let best = report.validation?.bestBaseline {
            console.note(
                "warning: the model is no better than the \(best.name) on its validation data "
                    + "(mean squared error \(Field.number(report.validation?.error ?? 0).shown) against "
                    + "\(Field.number(best.error).shown)); more data, epochs or another --history may help")
        }
        let supplement = try supplement(job, console)
        if arguments.has("--json") {
            var document = JSONSections()
            document["name"] = name
            document["summary"] = report.summary
            for (key, section) in supplement?.sections ?? [:] { document[key] = section }
            console.print(try JSONText.document(document))
        } else if !console.isQuiet {
            console.print(fitPage(name, report))
            if let supplement {
                console.print(supplement.lines.map { $0.shown(store.timeKind) }.joined(separator: "\n"))
            }
        }
    }

    /// Fits what the model is to be compared with.
    private static func supplement(_ job: FitJob, _ console: Console) throws -> FitSupplement? {
        do {
            let supplement = try job.fit.supplement(
                progress: { rival, progress in console.progress("\(rival): " + progressText(progress)) },
                isCancelled: { Interruption.isRequested })
            console.endProgress()
            return supplement
        } catch is CancellationError {
            throw CommandError.interrupted("interrupted in the comparison; the model \(job.name) is saved")
        }
    }

    private static func progressText(_ progress: FitProgress) -> String {
        var text = "epoch \(progress.epoch)/\(progress.epochs)"
        if progress.measures.isEmpty { text += " \(Int(progress.share * 100)) %" }
        for measure in progress.measures { text += "  \(measure.name) " + String(format: "%.4f", measure.value) }
        if progress.skipped > 0 {
            text += "  \(progress.skipped) updates left out"
            if progress.rateScale < 1 { text += String(format: ", rate × %.3g", progress.rateScale) }
        }
        return text + String(format: "  %.0f series/s", progress.rate)
            + "  left \(DurationText.clock(progress.secondsLeft))"
    }

    private static func fitPage(_ name: String, _ report: FitReport) -> String {
        var text =
            "\(name): \(report.parameters) parameters learned from \(report.observations) observations of "
            + "\(report.series) series" + (report.epochs.map { "; epoch \($0.kept) of \($0.run) kept" } ?? "")
        if let validation = report.validation {
            text +=
                "\nvalidation (\(validation.histories) histories, rest hidden), mean squared error in standard deviations²:"
            text += "\n  model        \(Field.number(validation.error).shown)"
            for (rule, value) in validation.baselines.sorted(by: { $0.key < $1.key }) {
                let pad = String(repeating: " ", count: max(0, 11 - rule.count))
                text += "\n  \(rule)\(pad)  \(Field.number(value).shown)"
            }
            if let skill = validation.skill, let best = validation.bestBaseline {
                text += "\n  skill against the \(best.name): \(String(format: "%.1f", 100 * skill)) %"
            }
        }
        return text
    }

    /// The plan that the options spell; with `--resume` alone, the one that was interrupted.
    private static func fitPlan(_ arguments: Arguments, _ store: ObservationStore, _ name: String) throws -> FitPlan {
        let neutral: Set = [
            "--store", "--quiet", "--json", "--threads", "--resume", "--lock-timeout", "--time-limit", "--kind",
        ]
        let plan = try spelledPlan(arguments, store)
        guard arguments.has("--resume"), let checkpoint = try store.checkpoint(name) else { return plan }
        var old = try FitPlan(checkpoint.settings)
        old.settings.training.timeLimit = plan.settings.training.timeLimit
        guard arguments.given.subtracting(neutral).isEmpty || plan == old else {
            throw UsageError(
                "the interrupted fit '\(name)' was asked with other options; give the same ones or none with --resume, "
                    + "or start anew without it")
        }
        return old
    }

    private static func spelledPlan(_ arguments: Arguments, _ store: ObservationStore) throws -> FitPlan {
        var plan = FitPlan()
        if let name = arguments.text("--kind") {
            guard let kind = ForecasterKind.named(name) else {
                let names = ForecasterKind.all.map(\.name)
                throw UsageError(
                    "--kind \(name): "
                        + (Nearest.names(to: name, among: names).first.map { "did you mean \($0)? " } ?? "")
                        + "the choices are \(names.joined(separator: ", "))")
            }
            plan.kind = kind
        }
        plan.variables = try arguments.list("--variables")
        plan.series = try arguments.list("--series")
        plan.until = try arguments.time("--until", store.timeKind)
        var texts: [String: String] = [:]
        for option in FitOption.all {
            let name = "--" + option.name
            if option.value == nil, arguments.has(name) { texts[option.name] = "" }
            if let text = arguments.text(name) { texts[option.name] = text }
        }
        try FitOption.apply(texts, to: &plan.settings, kind: plan.kind, timeKind: store.timeKind)
        plan.settings.seed = try arguments.seed()
        return plan
    }
}

extension OptionSpecification {
    /// The command line's option for a setting of a fit.
    init(_ option: FitOption) {
        name = "--" + option.name
        value = option.value
        help =
            option.choices.isEmpty || option.choices.allSatisfy { option.help.contains($0) }
            ? option.help : "\(option.help.dropLast()): \(option.choices.joined(separator: ", "))."
    }
}
