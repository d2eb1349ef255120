import Foundation
import TimeSeries

/// Where each point of a backtest counts: its variable, series, cutoff and bin of the lead.
struct ScoreSheet {
    private let targets: BacktestTargets
    private let plan: BacktestPlan
    private let layout: LevelLayout
    let bins: LeadBins
    /// Whether scores over several variables are of scaled values.
    let isScaled: Bool
    /// Bin of the lead of each point.
    private let binOf: [UInt8]
    /// Position of the cutoff of each origin among those that have points.
    private let cutoffOf: [Int]
    let cutoffCount: Int

    init(_ targets: BacktestTargets, _ plan: BacktestPlan) {
        self.targets = targets
        self.plan = plan
        layout = LevelLayout(plan.levels)
        let bins = LeadBins(targets.leads)
        self.bins = bins
        binOf = targets.leads.map { UInt8(bins.index(of: $0)) }
        isScaled = targets.collection.variables.count > 1
        var cutoffs: [Int] = []
        for (index, origin) in targets.origins.enumerated() {
            let isNew = index == 0 || origin.cutoff != targets.origins[index - 1].cutoff
            cutoffs.append((cutoffs.last ?? -1) + (isNew ? 1 : 0))
        }
        cutoffOf = cutoffs
        cutoffCount = (cutoffs.last ?? -1) + 1
    }

    private func scale(_ variable: Int) -> Double { isScaled ? targets.scales[variable] : 1 }

    /// The mean of `scores`, scaled; `nil` where there is none.
    func meanScore(_ scores: [Double]) -> Double? {
        var (sum, count) = (0.0, 0)
        for (point, score) in scores.enumerated() where !score.isNaN {
            sum += score / scale(targets.variable(of: point))
            count += 1
        }
        return count > 0 ? sum / Double(count) : nil
    }

    /// Puts the scores of all cells into `entry`.
    func fill(_ entry: inout BacktestReport.Entry, _ columns: BacktestColumns, best: [Double]?, last: [Double]?) {
        let names = targets.collection.variables
        let width = layout.levels.count
        let empty = MetricSum(layout)
        var all = empty
        var variables = [MetricSum](repeating: empty, count: names.count)
        var scaledVariables = variables
        var leads = [MetricSum](repeating: empty, count: bins.upper.count)
        var cells = [MetricSum](repeating: empty, count: names.count * bins.upper.count)
        var series: [Int: MetricSum] = [:]
        for origin in targets.origins.indices {
            var own = series[targets.origins[origin].series] ?? empty
            for point in targets.offsets[origin]..<targets.offsets[origin + 1] where columns.isScored(point) {
                let variable = targets.variable(of: point)
                let said = MetricSum.Point(
                    observed: targets.observed(point), mean: columns.means[point], ranked: columns.rankedScores[point],
                    log: columns.logScores[point], transform: columns.transforms[point],
                    quantiles: columns.quantiles[point * width..<(point + 1) * width])
                let references = (best?[point] ?? .nan, last?[point] ?? .nan)
                let scale = scale(variable)
                let logScale = log(scale)
                let bin = Int(binOf[point])
                func add(_ sum: inout MetricSum, _ scale: Double, _ logScale: Double) {
                    sum.add(said, scale: scale, logScale: logScale, best: references.0, last: references.1)
                }
                add(&all, scale, logScale)
                add(&own, scale, logScale)
                add(&leads[bin], scale, logScale)
                add(&scaledVariables[variable], scale, logScale)
                add(&variables[variable], 1, 0)
                add(&cells[variable * bins.upper.count + bin], 1, 0)
            }
            for joint in targets.jointOffsets[origin]..<targets.jointOffsets[origin + 1] {
                let energy = columns.energies[joint]
                if energy.isNaN { continue }
                all.add(energy: energy)
                own.add(energy: energy)
                leads[Int(binOf[targets.joints[joint].lowerBound])].add(energy: energy)
            }
            series[targets.origins[origin].series] = own
        }
        entry.overPoints = all.metrics
        entry.overPoints.skillInterval = skillInterval(columns.rankedScores, best, of: nil)
        entry.overVariables = BacktestMetrics.mean(of: scaledVariables.map(\.metrics))
        for (variable, name) in names.enumerated() {
            var metrics = variables[variable].metrics
            metrics.skillInterval = skillInterval(columns.rankedScores, best, of: variable)
            entry.variables.append(.init(variable: name, metrics: metrics))
            for bin in bins.upper.indices {
                let limits = bins.limits(bin)
                entry.variableLeads.append(
                    .init(
                        variable: name, leadFrom: limits.from, leadTo: limits.to,
                        metrics: cells[variable * bins.upper.count + bin].metrics))
            }
        }
        entry.leads = bins.upper.indices.map { bin in
            let limits = bins.limits(bin)
            return .init(leadFrom: limits.from, leadTo: limits.to, metrics: leads[bin].metrics)
        }
        entry.series = series.keys.sorted().compactMap { index in
            series[index].map { .init(series: targets.collection.names[index], metrics: $0.metrics) }
        }
    }

    /// Differences between cutoffs that overlap: the steps that a horizon covers.
    private var horizonSteps: Int {
        guard let step = plan.step, let horizon = targets.horizon else { return 1 }
        return max(1, Int((horizon / step).rounded(.up).clamped(to: 1...1e6)))
    }

    /// Sums and counts of `scores` by series, or by cutoff, over points that `other` has too; of one variable or, scaled, of all.
    private func sums(
        _ scores: [Double], _ other: [Double], by unit: BacktestReport.Comparison.Unit, of variable: Int?
    ) -> [(own: Double, other: Double, count: Int)] {
        let count = unit == .series ? targets.collection.count : cutoffCount
        var sums = [(own: Double, other: Double, count: Int)](repeating: (0, 0, 0), count: count)
        for origin in targets.origins.indices {
            let place = unit == .series ? targets.origins[origin].series : cutoffOf[origin]
            for point in targets.offsets[origin]..<targets.offsets[origin + 1] {
                let own = targets.variable(of: point)
                guard !scores[point].isNaN, !other[point].isNaN, variable.map({ $0 == own }) ?? true else { continue }
                let scale = scale(own)
                sums[place].own += scores[point] / scale
                sums[place].other += other[point] / scale
                sums[place].count += 1
            }
        }
        return sums.filter { $0.count > 0 }
    }

    /// The interval of the skill: over series, or over blocks of cutoffs where there is one series.
    private func skillInterval(_ scores: [Double], _ reference: [Double]?, of variable: Int?) -> ClosedRange<Double>? {
        guard let reference else { return nil }
        var groups = sums(scores, reference, by: .series, of: variable)
        var block = 1
        if groups.count == 1 {
            groups = sums(scores, reference, by: .cutoff, of: variable)
            block = max(horizonSteps, Int(cbrt(Double(groups.count)).rounded(.up)))
        }
        return Score.skillInterval(
            groups.map(\.own), reference: groups.map(\.other), block: block, seed: plan.seed)
    }

    /// The test of two lists of scores on the points that both have: by cutoff in the order of time, or by series where there are more.
    func compare(_ first: [Double], _ second: [Double]) -> (BacktestReport.Comparison.Unit, DieboldMariano?) {
        let bySeries = sums(first, second, by: .series, of: nil)
        let byCutoff = sums(first, second, by: .cutoff, of: nil)
        let unit: BacktestReport.Comparison.Unit = bySeries.count > byCutoff.count ? .series : .cutoff
        let sums = unit == .series ? bySeries : byCutoff
        let differences = sums.map { ($0.own - $0.other) / Double($0.count) }
        return (unit, DieboldMariano(differences: differences, horizon: unit == .series ? 1 : horizonSteps))
    }
}

extension Double {
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        min(max(self, range.lowerBound), range.upperBound)
    }
}
