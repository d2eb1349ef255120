import Foundation
import TimeSeries

/// What follows from a trial: weights, levels, and the table.
struct TrialVerdict {
    /// The kinds that the model is made of.
    let members: [ForecasterKind]
    /// The weights of those kinds for each variable; `nil` where one kind is all.
    private let channels: [MixtureForecaster.Channel]
    let calibration: Calibration?
    let report: TrialReport?

    /// - Parameters:
    ///   - fit: what was tried.
    ///   - ahead: forecasts of hidden values.
    ///   - amid: interpolations.
    ///   - failures: by stage, why there is no forecaster.
    init(of fit: RefereedFit, ahead: HiddenForecasts, amid: HiddenForecasts, failures: [String: String]) {
        let clusters = HiddenClusters(fit.splits, fit.collection)
        let variables = fit.collection.variables
        let forward = PoolSearch(forecasts: ahead, clusters: ahead.points.map(clusters.number))
        let between = PoolSearch(forecasts: amid, clusters: amid.points.map(clusters.number))
        let ofVariable = ahead.byVariable(of: fit.collection)
        let ofVariableAmid = amid.byVariable(of: fit.collection)

        // Weights over the kinds that answered.
        let isPool = fit.model == .mixture
        let outcomes: [PoolSearch.Outcome?] = Self.outcomes(forward, ofVariable, isPool ? nil : fit.model)
        let outcomesAmid: [PoolSearch.Outcome?] = Self.outcomes(
            between, ofVariableAmid, isPool ? nil : fit.model)

        // The members, in the order of the list.
        let kinds = ForecasterKind.members
        var used: Set<ForecasterKind> = []
        for (outcomes, forecasts) in [(outcomes, ahead), (outcomesAmid, amid)] {
            for outcome in outcomes {
                for (index, weight) in (outcome?.weights.mean ?? []).enumerated() where weight > 0 {
                    used.insert(forecasts.kinds[index])
                }
            }
        }
        if !isPool { used = [fit.model] }
        if used.isEmpty {
            let fallback: [ForecasterKind] = [.stateSpace, .lastValue]
            used = [fallback.first { fit.contestants.contains($0) } ?? fit.contestants[0]]
        }
        let members = kinds.filter(used.contains)
        self.members = members
        func spread(_ outcome: PoolSearch.Outcome?, _ from: [ForecasterKind]) -> PoolWeights? {
            guard let outcome else { return nil }
            return PoolWeights(
                nodes: outcome.weights.nodes.map { node in
                    var weights = Array(repeating: 0.0, count: members.count)
                    for (index, weight) in node.weights.enumerated() where weight > 0 {
                        if let place = members.firstIndex(of: from[index]) { weights[place] = weight }
                    }
                    return PoolWeights.Node(lead: node.lead, weights: weights)
                })
        }
        let equal = PoolWeights(Array(repeating: 1 / Double(members.count), count: members.count))
        var values = [[Double]](repeating: [], count: variables.count)
        for (row, value) in fit.collection.values.enumerated() {
            values[Int(fit.collection.variableIndices[row])].append(value)
        }
        channels = variables.indices.map { variable in
            let ahead = spread(outcomes[variable], ahead.kinds)
            let amid = spread(outcomesAmid[variable], amid.kinds)
            return MixtureForecaster.Channel(
                name: variables[variable], ahead: ahead ?? amid ?? equal, amid: amid ?? ahead ?? equal,
                support: ValueSupport(of: values[variable]),
                longest: ofVariable[variable].map { forward.forecasts.points[$0].lead }.max(),
                least: values[variable].min(), greatest: values[variable].max())
        }

        // What the model itself would have said.
        var levels: [Calibration.Channel] = []
        var rows: [TrialReport.Variable] = []
        for index in variables.indices {
            let variable = variables[index]
            let own = ModelForecasts(ahead, ofVariable[index], outcomes[index]?.weights, clusters)
            let ownAmid = ModelForecasts(amid, ofVariableAmid[index], outcomesAmid[index]?.weights, clusters)
            levels.append(
                ModelForecasts.channel(variable, ahead: own, amid: ownAmid, clusters, fit.collection))
            guard let own else { continue }
            var entries = [own.entry(kind: fit.model.name, span: clusters.span, amid: ownAmid)]
            for (kind, contestant) in ahead.kinds.enumerated() {
                let weights = PoolWeights.one(kind, of: ahead.kinds.count)
                guard let said = ModelForecasts(ahead, ofVariable[index], weights, clusters) else { continue }
                if !isPool, contestant == fit.model { continue }
                let place = amid.kinds.firstIndex(of: contestant)
                let saidAmid = place.flatMap {
                    ModelForecasts(amid, ofVariableAmid[index], .one($0, of: amid.kinds.count), clusters)
                }
                var entry = said.entry(kind: contestant.name, amid: saidAmid)
                entry.weight = isPool ? outcomes[index]?.weights.mean[kind] ?? 0 : 0
                entries.append(entry)
            }
            rows.append(
                TrialReport.Variable(
                    variable: variable, forecasts: own.count, interpolations: ownAmid?.count ?? 0, entries: entries,
                    tie: outcomes[index]?.tie.map { ahead.kinds[$0].name }))
        }
        let isCalibrated = levels.contains { $0.ahead != nil || $0.amid != nil }
        calibration =
            isCalibrated
            ? Calibration(channels: levels, forecasts: ahead.points.count, interpolations: amid.points.count) : nil
        report =
            rows.isEmpty
            ? nil
            : TrialReport(
                model: fit.model.name, hidesSeries: clusters.areSeries,
                series: Set(ahead.points.map(\.series)).count,
                origins: Set(ahead.points.map { ForecastOrigin(series: $0.series, cutoff: $0.cutoff) }).count,
                rows: Self.digest(fit), variables: rows,
                absent: ahead.absent.merging(failures) { $1 })
    }

    /// The pool of fitted members.
    ///
    /// - Parameters:
    ///   - fitted: forecasters of some of ``members``.
    ///   - places: which.
    func mixture(of fitted: [any Forecaster], at places: [Int], _ collection: SeriesCollection) -> MixtureForecaster {
        let known = Set(fitted.flatMap(\.variables))
        return MixtureForecaster(
            members: fitted,
            channels: channels.filter { known.contains($0.name) }.map { channel in
                MixtureForecaster.Channel(
                    name: channel.name, ahead: channel.ahead.restricted(to: places),
                    amid: channel.amid.restricted(to: places), support: channel.support,
                    longest: channel.longest,
                    least: channel.least, greatest: channel.greatest)
            }, timeKind: collection.times.kind, series: collection.count, observations: collection.values.count)
    }

    /// The weights for each variable.
    private static func outcomes(
        _ search: PoolSearch, _ points: [[Int]], _ single: ForecasterKind?
    ) -> [PoolSearch.Outcome?] {
        if let single {
            guard let place = search.forecasts.kinds.firstIndex(of: single) else { return points.map { _ in nil } }
            let weights = PoolWeights.one(place, of: search.forecasts.kinds.count)
            return points.map { _ in PoolSearch.Outcome(weights: weights, tie: nil) }
        }
        let own = points.map { search.outcome(for: $0) }
        guard own.contains(where: { $0 == nil }) else { return own }
        let common = search.common(points.compactMap(search.relativeLoss))
        return own.map { $0 ?? common }
    }

    /// The same for fits that hide the same rows of the same data.
    private static func digest(_ fit: RefereedFit) -> String {
        let task = fit.settings.task
        func text(_ length: Double?) -> String { length.map { "\($0)" } ?? "" }
        return "\(fit.collection.fingerprint) \(fit.settings.seed) \(text(task.history)) \(text(task.horizon))"
    }
}

extension PoolWeights {
    /// All weight on one member.
    static func one(_ member: Int, of count: Int) -> PoolWeights {
        PoolWeights((0..<count).map { $0 == member ? 1 : 0 })
    }
}
