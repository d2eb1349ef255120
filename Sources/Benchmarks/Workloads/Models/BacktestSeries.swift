import Continuum
import Foundation
import TimeSeries

extension Workload {
    /// A backtest through a store: `--series` made-up series of two variables at 100 irregular times, 20 cutoffs, every kind in closed form.
    static let backtest = Workload(
        name: "backtest",
        summary: "a backtest of --series series at 20 cutoffs by all closed-form kinds, or those of --problem A,B",
        data: "."
    ) { settings in
        let folder = try ScratchFolder()
        let (path, file) = ("\(folder.path)/store.sqlite", "\(folder.path)/data.csv")
        try text(settings).write(toFile: file, atomically: false, encoding: .utf8)
        _ = try Importer(path: path, options: ImportOptions()).run(file)
        let store = try ObservationStore(path: path, access: .writing)
        let names = settings.problem.map { $0.split(separator: ",").map(String.init) }
        var plan = BacktestPlan(cutoff: .time(.numeric(60)))
        plan.step = 2
        plan.horizon = 6
        plan.seed = settings.seed
        let kinds = ForecasterKind.all.map(\.name).filter { !["latent-ode", "mixture"].contains($0) }
        var measured = Measurements()
        var spent: [String: Double] = [:]
        var last = (name: "reading", isFitting: false, start: ContinuousClock.now)
        func turn(to name: String, isFitting: Bool) {
            let key = "seconds_\(last.isFitting ? "fit_" : "")\(last.name)".replacing("-", with: "_")
            spent[key, default: 0] += (ContinuousClock.now - last.start) / .seconds(1)
            last = (name, isFitting, .now)
        }
        let begin = ContinuousClock.now
        let job = try BacktestJob(
            store: store, request: BacktestJob.Request(names ?? kinds, plan: plan), resumes: false)
        let (result, report) = try job.run(
            threads: settings.threads, progress: { turn(to: $0.candidate, isFitting: $0.isFitting) })
        turn(to: "end", isFitting: false)
        measured.add(seconds: [(ContinuousClock.now - begin) / .seconds(1)])
        for (key, value) in spent { measured.numbers[key] = value }
        measured.numbers["points"] = Double(report.points)
        measured.numbers["origins"] = Double(report.origins)
        measured.numbers["cutoffs"] = Double(report.cutoffs)
        measured.numbers["forecasters"] = Double(result.candidates.count)
        for entry in report.entries {
            let key = "crps_\(entry.name)".replacing("-", with: "_")
            measured.numbers[key] = entry.overPoints.rankedProbability
        }
        return measured
    }

    /// Random walks with a season, one of them positive, at irregular times.
    private static func text(_ settings: BenchmarkSettings) -> String {
        var text = "id,time,x,y\n"
        var state = settings.seed &+ 1
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
        for series in 0..<settings.series {
            var (level, growth) = (10 * uniform(), 0.0)
            for point in 0..<100 {
                let time = Double(point) + uniform()
                level += uniform() - 0.5
                growth += 0.1 * (uniform() - 0.5)
                let x = level + 2 * sin(2 * .pi * time / 7) + 0.3 * (uniform() - 0.5)
                text += "s\(series),\(time),\(x),\(uniform() < 0.2 ? "" : "\(exp(growth))")\n"
            }
        }
        return text
    }
}
