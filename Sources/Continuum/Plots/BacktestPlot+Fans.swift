import Forecasting
import TimeSeries

extension BacktestPlot {
    /// Variables of one picture.
    private static let mostPanels = 4
    /// How much longer than the forecast the history before it is drawn.
    private static let historySpan = 3.0

    /// Forecasts of the first forecaster that is shown, from the origins with the worst and the median mean score.
    ///
    /// Origins of three points or more go before others.
    var fans: [(name: String, panels: [SeriesPanel])] {
        guard let entry = shown.first, let index = result.candidates.firstIndex(where: { $0.name == entry.name }),
            let columns = result.columns[index]
        else { return [] }
        let targets = result.targets
        var scored: [(score: Double, origin: Int, count: Int)] = []
        for origin in targets.origins.indices {
            var (sum, count) = (0.0, 0)
            for point in targets.offsets[origin]..<targets.offsets[origin + 1] where columns.isScored(point) {
                sum += columns.rankedScores[point] / targets.scales[targets.variable(of: point)]
                count += 1
            }
            if count > 0 { scored.append((sum / Double(count), origin, count)) }
        }
        let long = scored.filter { $0.count >= 3 }
        let ranked = (long.isEmpty ? scored : long).sorted { ($0.score, $0.origin) < ($1.score, $1.origin) }
        guard let worst = ranked.last else { return [] }
        return [("worst", worst), ("median", ranked[ranked.count / 2])].map {
            ("fan-\($0)", panels($1.origin, "\(entry.name), \($0) forecast", columns))
        }
    }

    private func panels(_ origin: Int, _ title: String, _ columns: BacktestColumns) -> [SeriesPanel] {
        let targets = result.targets
        let data = targets.collection
        let (series, cutoff) = (targets.origins[origin].series, targets.origins[origin].cutoff)
        let levels = result.plan.levels
        let limits = BacktestPlan.limits(of: 0.9).map { BacktestPlan.place(of: $0, in: levels) }
        let median = BacktestPlan.place(of: 0.5, in: levels)
        let points = targets.offsets[origin]..<targets.offsets[origin + 1]
        var curves: [Int: [SeriesPanel.Point]] = [:]
        for point in points where columns.isScored(point) {
            func quantile(_ level: Int) -> Double { columns.quantiles[point * levels.count + level] }
            curves[targets.variable(of: point), default: []].append(
                .init(
                    time: targets.time(of: point), low: quantile(limits[0]), median: quantile(median),
                    high: quantile(limits[1])))
        }
        let end = targets.time(of: points.upperBound - 1)
        let begin = cutoff.advanced(by: -Self.historySpan * max(end.elapsed(since: cutoff), .leastNormalMagnitude))
        return curves.keys.sorted().prefix(Self.mostPanels).map { variable in
            func values(_ isKept: (Moment) -> Bool) -> [(time: Moment, value: Double)] {
                data.rows(of: series).filter { Int(data.variableIndices[$0]) == variable && isKept(data.times[$0]) }
                    .map { (data.times[$0], data.values[$0]) }
            }
            return SeriesPanel(
                title: "\(title): \(data.variables[variable]), series \(data.names[series])",
                variable: data.variables[variable], unit: data.units[data.variables[variable]],
                isInverted: data.units[data.variables[variable]] == "mag",
                seen: values { $0 >= begin && $0 <= cutoff }, hidden: values { $0 > cutoff && $0 <= end },
                interpolation: [], forecast: curves[variable] ?? [])
        }
    }
}
