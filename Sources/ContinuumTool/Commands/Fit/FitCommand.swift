import Continuum
import Foundation
import TimeSeries

/// `continuum fit`
enum FitCommand {
    private static let resume = Option.flag(
        "--resume", "Continue an interrupted fit; the result is the same to the bit")

    private static let replace = Option.flag(
        "--replace", "Save the model even where the one it replaces did better on the same hidden rows")

    static let command = Command(
        "fit", "Fit a model to the store's observations and save it there.", operands: [Operand.name],
        options: FitOptions.declared + [resume, replace, Option.seed, Option.threads, Option.json],
        examples: [
            "continuum fit liver", "continuum fit liver --kind latent-ode --latent 8 --epochs 60",
            "continuum fit co2 --history 1095d --horizon 730d --until 1999-12-31", "continuum fit liver --resume",
        ], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let name = arguments[.name]
        try FitOptions.check(arguments)
        let store = try arguments.openStore(.writing)
        let plan = try plan(arguments, store, name)
        let job = try FitJob(
            store: store, name: name, plan: plan, threads: arguments[.threads], resumes: arguments[resume],
            replaces: arguments[replace])
        if !arguments[resume], let old = try store.checkpoint(name) {
            console.note(
                "note: an unfinished fit of \(name)"
                    + (old.epoch > 0 ? " had reached epoch \(old.epoch)" : " is in the store")
                    + "; this one starts anew (--resume would continue it)")
        }
        if let old = try store.modelSummary(name) {
            console.note(
                "note: the model \(name) of \(old.created) and its forecasts will be replaced"
                    + (plan.isTried && !arguments[replace]
                        ? ", unless it did better on the same hidden rows (--replace replaces it at any rate)" : ""))
        }
        console.note(
            "fitting \(name): \(job.seriesCount) series, \(job.variables.count) variables"
                + (job.fit.plannedEpochs.map { ", up to \($0) epochs" } ?? "")
                + (job.resumedEpochs > 0 ? ", from epoch \(job.resumedEpochs) on" : ""))
        for line in OutlierText.lines(job.outliers, store) {
            console.note("note: \(line); the fit draws such values in (continuum profile lists them)")
        }
        console.beginProgress()
        var last: FitProgress?
        let forecaster = try job.run(
            progress: { progress in
                last = progress
                console.progress(line(progress))
            }, isCancelled: { Interruption.isRequested })
        if let last { console.progress(line(last), isLast: true) }
        guard let forecaster else {
            let done = job.fit.epochsDone
            guard try store.checkpoint(name) != nil else {
                throw CommandError.interrupted(
                    job.fit.plannedEpochs == nil
                        ? "interrupted; nothing was kept" : "interrupted in the first epoch; nothing was kept")
            }
            throw CommandError.interrupted(
                "interrupted" + (done > 0 ? " after epoch \(done)" : "")
                    + ", which is kept; continue with: continuum fit \(name) --resume")
        }
        let report = forecaster.report
        if report.skippedUpdates > 0 {
            console.note(
                "warning: \(report.skippedUpdates) updates were left out because the solver, the loss or the weights failed, "
                    + "and the learning rate was reduced after each; a smaller --learning-rate may fit better")
        }
        if plan.isTried, report.trial == nil {
            console.note(
                "note: there is too little to hide any of it from the fit: what the model is worth is not known")
        }
        for line in FitPage.warnings(report) { console.note("warning: " + line) }
        if let kept = job.kept {
            console.note(
                "warning: the model \(name) of \(kept.created) is kept: on the same hidden rows its score is "
                    + String(format: "%.3f of the best simple rule's, this one's %.3f", kept.old, kept.new)
                    + "; to replace it all the same: continuum fit \(name) --resume --replace")
        }
        let supplement = try supplement(job, console)
        if arguments[.json] {
            var document = JSONSections()
            document["name"] = name
            document["summary"] = report.summary
            document["trial"] = report.trial
            document["saved"] = job.kept == nil
            for (key, section) in supplement?.sections ?? [:] { document[key] = section }
            console.print(try JSONText.document(document))
        } else if !console.isQuiet {
            console.print(FitPage.text(name, report, kind: plan.kind.name))
            if let supplement {
                console.print(supplement.lines.map { $0.shown(store.timeKind) }.joined(separator: "\n"))
            }
        }
    }

    /// Fits what the model is to be compared with.
    private static func supplement(_ job: FitJob, _ console: Console) throws -> FitSupplement? {
        do {
            let supplement = try job.fit.supplement(
                progress: { rival, progress in console.progress(line(progress, of: rival)) },
                isCancelled: { Interruption.isRequested })
            console.endProgress()
            return supplement
        } catch is CancellationError {
            throw CommandError.interrupted("interrupted in the comparison; the model \(job.name) is saved")
        }
    }

    /// How far a fit is.
    static func line(_ progress: FitProgress, of rival: String? = nil) -> ProgressLine {
        var parts: [ProgressLine.Part] = [rival, progress.stage].compactMap(\.self).map { .init("\($0):", rank: 2) }
        let left = ProgressLine.Part("left \(DurationText.clock(progress.secondsLeft))", rank: 2)
        guard progress.hasEpochs else {
            return ProgressLine(
                parts + [
                    .init(ProgressLine.bar(progress.share), rank: 3), .init("\(Int(progress.share * 100)) %", rank: 1),
                    left,
                ])
        }
        parts.append(.init("epoch \(progress.epoch)/\(progress.epochs)", rank: 1))
        if progress.measures.isEmpty { parts.append(.init("\(Int(progress.share * 100)) %", rank: 2)) }
        for measure in progress.measures {
            parts.append(.init("\(measure.name) " + String(format: "%.4f", measure.value), rank: 3))
        }
        if progress.skipped > 0 {
            parts.append(
                .init(
                    "\(progress.skipped) updates left out"
                        + (progress.rateScale < 1 ? String(format: ", rate × %.3g", progress.rateScale) : ""), rank: 4))
        }
        return ProgressLine(parts + [.init(String(format: "%.0f series/s", progress.rate), rank: 5), left])
    }

    /// The plan that the options spell; with `--resume` alone, the one that was interrupted.
    private static func plan(_ arguments: Arguments, _ store: ObservationStore, _ name: String) throws -> FitPlan {
        let plan = try FitOptions.plan(arguments, arguments.dialect(store))
        guard arguments[resume], let checkpoint = try store.checkpoint(name) else { return plan }
        var old = try FitPlan(checkpoint.settings)
        old.settings.training.timeLimit = plan.settings.training.timeLimit
        let neutral: [any AnyOption] = [
            Option.store, Option.quiet, Option.json, Option.threads, resume, Option.lockTimeout, FitOptions.kind,
            replace,
        ]
        guard arguments.given.subtracting(neutral.map(\.name) + ["--time-limit"]).isEmpty || plan == old else {
            throw UsageError(
                "the interrupted fit '\(name)' was asked with other options; give the same ones or none with --resume, "
                    + "or start anew without it")
        }
        return old
    }
}
