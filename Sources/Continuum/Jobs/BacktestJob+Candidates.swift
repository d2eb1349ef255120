import Forecasting
import Storage
import TimeSeries

extension BacktestJob {
    /// Who is asked: those named, the kinds beside, and what stands beside always; with digests of the stored models.
    static func candidates(
        _ request: Request, _ targets: BacktestTargets, _ store: any ForecastStore
    ) throws -> (candidates: [BacktestCandidate], digests: [String: String]) {
        var candidates: [BacktestCandidate] = []
        var digests: [String: String] = [:]
        var settings = FitSettings()
        settings.seed = request.plan.seed
        func add(_ candidate: BacktestCandidate) {
            if !candidates.contains(where: { $0.name == candidate.name }) { candidates.append(candidate) }
        }
        func add(_ kind: ForecasterKind) {
            // A stored model may be called as a kind is; the kind stands beside it nevertheless.
            let isTaken = candidates.contains { $0.name == kind.name && $0.role == .model }
            add(BacktestCandidate(kind, name: isTaken ? "\(kind.name) (kind)" : kind.name, settings: settings))
        }
        for name in request.names {
            if try store.modelSummary(name) != nil {
                let model = try store.model(name)
                guard case .values(let forecaster) = try ModelContent(model) else {
                    throw JobError.forecastsEvents(model: name)
                }
                digests[name] = digest(model.weights)
                add(
                    BacktestCandidate(
                        name, forecaster, hasSeenAnswers: try hasSeenAnswers(model, targets, request, store)))
            } else if let kind = ForecasterKind.named(name) {
                add(kind)
            } else {
                let known = try store.models().map(\.name) + ForecasterKind.all.map(\.name)
                throw StoreError.unknownModel(name: name, near: Nearest.names(to: name, among: known), known: known)
            }
        }
        for kind in request.kinds + ForecasterKind.alwaysCompared { add(kind) }
        return (candidates, digests)
    }

    /// Whether the fit of `model` may have seen rows after the first cutoff, or series that are held out.
    private static func hasSeenAnswers(
        _ model: StoredModel, _ targets: BacktestTargets, _ request: Request, _ store: any ForecastStore
    ) throws -> Bool {
        let fit = try FitPlan(model.settings)
        if !targets.unseen.isEmpty, fit.series.map({ !targets.unseen.isDisjoint(with: $0) }) ?? true { return true }
        let first = targets.cutoffs[0]
        if let until = fit.until, until <= first { return false }
        // Rows that came into the store after the fit were not seen either.
        return try fit.fingerprint(of: store, until: first) != model.dataFingerprint
    }

    /// SHA-256 of `bytes`, in hexadecimal.
    private static func digest(_ bytes: [UInt8]) -> String {
        var digest = SHA256()
        bytes.withUnsafeBytes { digest.update($0) }
        return digest.hexadecimal()
    }
}
