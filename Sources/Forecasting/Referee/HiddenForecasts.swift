import Foundation
import TimeSeries

/// Hidden values and what each of several forecasters said of all of them.
struct HiddenForecasts {
    /// The kinds that answered.
    let kinds: [ForecasterKind]
    /// The values, those that every one of them answered.
    let points: [ScoredForecasts.Point]
    /// Quantiles at the levels of ``PredictiveCurve`` minus the observed value, by kind, `(points, levels)`.
    let curves: [[Float]]
    /// Means minus the observed value, by kind, `(points)`.
    let errors: [[Float]]
    /// Kinds that did not answer enough, and why.
    let absent: [String: String]

    /// Share of the values of the kind that answered most that every other has to answer.
    private static let leastShare = 0.95

    /// What one kind said.
    struct Answers {
        let kind: ForecasterKind
        var points: [ScoredForecasts.Point] = []
        var curves: [Float] = []
        var errors: [Float] = []

        init(_ kind: ForecasterKind) { self.kind = kind }

        /// Takes what one forecaster of the kind said.
        mutating func take(_ said: ScoredForecasts) {
            let width = said.levels.count
            for (index, point) in said.points.enumerated() {
                // What no number can hold is no answer.
                guard point.mean.isFinite else { continue }
                points.append(point)
                errors.append(Float(point.mean - point.observed))
                for quantile in said.quantiles[index * width..<(index + 1) * width] {
                    curves.append(Float(quantile - point.observed))
                }
            }
        }
    }

    /// What identifies a value among all that are asked.
    private struct Key: Hashable {
        let series: Int
        let variable: Int
        let cutoff: Moment
        let time: Moment

        init(_ point: ScoredForecasts.Point) {
            series = point.series
            variable = point.variable
            cutoff = point.cutoff
            time = point.time
        }
    }

    /// Sets the answers side by side.
    init(_ answers: [Answers]) {
        let most = answers.map(\.points.count).max() ?? 0
        var absent: [String: String] = [:]
        var present: [Answers] = []
        for answer in answers {
            if most > 0, Double(answer.points.count) >= Self.leastShare * Double(most) {
                present.append(answer)
            } else {
                absent[answer.kind.name] = "it answered \(answer.points.count) of \(most)"
            }
        }
        var common: Set<Key>?
        for answer in present {
            let keys = Set(answer.points.map(Key.init))
            common = common.map { $0.intersection(keys) } ?? keys
        }
        let width = PredictiveCurve.levels.count
        var points: [ScoredForecasts.Point] = []
        var curves: [[Float]] = []
        var errors: [[Float]] = []
        for (index, answer) in present.enumerated() {
            let kept = answer.points.indices.filter { common?.contains(Key(answer.points[$0])) ?? true }
            let place = Dictionary(
                kept.map { (Key(answer.points[$0]), $0) }, uniquingKeysWith: { first, _ in first })
            // In the order of the first, whatever the others' is.
            if index == 0 { points = kept.map { answer.points[$0] } }
            let order = points.compactMap { place[Key($0)] }
            curves.append(order.flatMap { answer.curves[$0 * width..<($0 + 1) * width] })
            errors.append(order.map { answer.errors[$0] })
        }
        kinds = present.map(\.kind)
        self.points = points
        self.curves = curves
        self.errors = errors
        self.absent = absent
    }

    /// The values of each variable, `(variables)`; those at no lead tell nothing.
    func byVariable(of collection: SeriesCollection) -> [[Int]] {
        var found = [[Int]](repeating: [], count: collection.variables.count)
        for (index, point) in points.enumerated() where point.lead > 0 { found[point.variable].append(index) }
        return found
    }

    /// The quantiles of one kind for one value, minus the value.
    func curve(_ kind: Int, _ point: Int) -> ArraySlice<Float> {
        let width = PredictiveCurve.levels.count
        return curves[kind][point * width..<(point + 1) * width]
    }

    /// Those at even levels.
    func even(_ kind: Int, _ point: Int) -> ArraySlice<Float> {
        curve(kind, point).dropFirst(PredictiveCurve.even.lowerBound).prefix(PredictiveCurve.even.count)
    }
}
