import Foundation
import Lanes
import TimeSeries

/// What a pool of members would have said of the hidden values of one variable.
struct ModelForecasts {
    private let points: [ScoredForecasts.Point]
    /// Quantiles minus the observed value, `(points, levels)`.
    private let curves: [Double]
    /// Mean minus the observed value.
    private let errors: [Double]
    private let clusters: [Int]
    private let weights: [Double]

    /// Hidden values.
    var count: Int { points.count }

    private static let leastRanks = 20

    /// - Parameters:
    ///   - forecasts: of all members.
    ///   - chosen: the values, of one variable.
    ///   - weights: of the members; `nil` where there is no model.
    init?(_ forecasts: HiddenForecasts, _ chosen: [Int], _ weights: PoolWeights?, _ clusters: HiddenClusters) {
        guard let weights, !chosen.isEmpty else { return nil }
        points = chosen.map { forecasts.points[$0] }
        self.clusters = points.map(clusters.number)
        self.weights = points.map(clusters.weight)
        var pool = PooledCurve()
        var curves: [Double] = []
        var errors: [Double] = []
        for index in chosen {
            let shares = weights.weights(at: forecasts.points[index].lead)
            let present = shares.indices.filter { shares[$0] > 0 }
            curves += pool.quantiles(
                present.map { forecasts.curve($0, index).map(Double.init)[...] }, weights: present.map { shares[$0] })
            errors.append(present.reduce(0) { $0 + shares[$1] * Double(forecasts.errors[$1][index]) })
        }
        self.curves = curves
        self.errors = errors
    }

    private func curve(_ index: Int) -> PredictiveCurve {
        let width = PredictiveCurve.levels.count
        return PredictiveCurve(curves[index * width..<(index + 1) * width])
    }

    /// The level at which each value lay, a level within an atom drawn at random.
    private func ranks() -> [LevelMap.Rank] {
        let random = Philox4x32(seed: 0)
        return points.indices.map { index in
            let point = points[index]
            let (below, upTo) = curve(index).probability(of: 0)
            let share =
                upTo > below
                ? random.uniform(
                    .levelsOfAtoms, series: UInt32(truncatingIfNeeded: point.series),
                    sample: UInt32(truncatingIfNeeded: point.time.number.bitPattern >> 20),
                    index: UInt32(truncatingIfNeeded: point.cutoff.number.bitPattern >> 20)) : 0
            let level = min(max(below + share * (upTo - below), 1e-5), 1 - 1e-5)
            return LevelMap.Rank(
                lead: point.lead, level: level, weight: weights[index], cluster: clusters[index],
                known: point.time.number)
        }
    }

    /// The levels that the values call for; `nil` where they are too few.
    ///
    /// How far they are held towards what the forecasts say of themselves is found on parts of the clusters by maps of the others:
    /// the least ranked probability score and interval score together, each relative to those of unchanged levels.
    func map(span: Double?) -> LevelMap? {
        guard count >= Self.leastRanks else { return nil }
        let ranks = ranks()
        let sorted = Set(clusters).sorted()
        let folds = min(Self.folds, sorted.count)
        let foldOf = Dictionary(
            sorted.enumerated().map { ($0.element, $0.offset * folds / sorted.count) },
            uniquingKeysWith: { first, _ in first })
        let longest = points.reduce(0) { max($0, $1.lead) }
        let unchanged = LevelMap(unchangedUpTo: longest)
        guard folds > 1 else { return unchanged }
        let tried = stride(from: 0, to: count, by: max(1, count / Self.mostTried))
        /// Mean scores under maps by fold.
        func scores(_ maps: [LevelMap]) -> (ranked: Double, interval: Double) {
            var sum = (ranked: 0.0, interval: 0.0)
            for index in tried {
                let (curve, map) = (curve(index), maps[foldOf[clusters[index]] ?? 0])
                func quantile(_ level: Double) -> Double { curve.quantile(map.level(level, at: points[index].lead)) }
                sum.ranked += Score.rankedProbability(
                    quantiles: Self.scored.map(quantile), levels: Self.scored, observed: 0)
                let (low, high) = (quantile(0.05), quantile(0.95))
                sum.interval += Score.interval(low...max(low, high), probability: 0.9, observed: 0)
            }
            return sum
        }
        let own = scores(Array(repeating: unchanged, count: folds))
        /// Learns from ranks.
        typealias Learner = ([LevelMap.Rank]) -> LevelMap
        var best: (learn: Learner, score: Double) = ({ _ in unchanged }, 2 - Self.worthwhile)
        func trial(from isSeen: (_ other: Int, _ fold: Int) -> Bool, _ learn: @escaping Learner) {
            let maps = (0..<folds).map { fold in
                let seen = ranks.filter { isSeen(foldOf[$0.cluster] ?? 0, fold) }
                return seen.isEmpty ? unchanged : learn(seen)
            }
            let found = scores(maps)
            let score =
                (own.ranked > 0 ? found.ranked / own.ranked : 1)
                + (own.interval > 0 ? found.interval / own.interval : 1)
            if score < best.score { best = (learn, score) }
        }
        for prior in Self.priors { trial(from: !=) { LevelMap($0, span: span, prior: prior) } }
        // Levels that follow the order of time are tried on what came after; clusters are numbered in it where a span is known.
        if let span, sorted.count >= Self.leastSteps {
            trial(from: <) { LevelMap(following: $0, span: span) }
        }
        return best.learn(ranks)
    }

    /// Origins in the order of time from which levels may follow it.
    private static let leastSteps = 8

    private static let folds = 5
    private static let mostTried = 3000
    private static let priors = [80.0, 20, 5]
    private static let scored = (1...19).map { Double($0) / 20 }
    /// Gain, of two scores that are 1, below which levels stay as they are.
    private static let worthwhile = 0.005

    /// What the hidden values say of the levels of one variable.
    static func channel(
        _ variable: String, ahead: ModelForecasts?, amid: ModelForecasts?, _ clusters: HiddenClusters,
        _ collection: SeriesCollection
    ) -> Calibration.Channel {
        let map = ahead.flatMap { $0.map(span: clusters.span) }
        return Calibration.Channel(
            variable: variable, ahead: map, amid: amid.flatMap { $0.map(span: nil) },
            series: map.flatMap { ahead?.seriesFactors($0, clusters, collection) } ?? [:])
    }

    /// How far series are from the map of all, by name: the root of the mean square of their normal scores, held towards 1 by as much as
    /// ten independent values. Series of which no part is left to be forecast have none.
    private func seriesFactors(_ map: LevelMap, _ clusters: HiddenClusters, _ collection: SeriesCollection) -> [String:
        Double]
    {
        let held = 10.0
        guard !clusters.areSeries else { return [:] }
        var squares: [Int: (sum: Double, count: Double, clusters: Set<Int>)] = [:]
        for (index, rank) in ranks().enumerated() {
            let level = min(max(map.wantedLevel(of: rank.level, at: rank.lead), 1e-5), 1 - 1e-5)
            let score = min(max(standardNormalQuantile(level), -4), 4)
            var own = squares[points[index].series] ?? (0, 0, [])
            own.sum += score * score
            own.count += 1
            own.clusters.insert(rank.cluster)
            squares[points[index].series] = own
        }
        guard squares.count >= 2 else { return [:] }
        var factors: [String: Double] = [:]
        for (series, own) in squares {
            let independent = Double(own.clusters.count)
            let mean = (independent * own.sum / own.count + held) / (independent + held)
            factors[collection.names[series]] = mean.squareRoot()
        }
        return factors
    }

    /// The scores, with levels mapped by what the other half of the clusters says.
    ///
    /// - Parameters:
    ///   - span: as for ``map(span:)``.
    ///   - amid: the same kind's interpolations.
    func entry(kind: String, span: Double?, amid: ModelForecasts?) -> TrialReport.Entry {
        let sorted = Set(clusters).sorted()
        let half = Set(sorted.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
        let maps = [true, false].map { isHalf in
            ModelForecasts(self) { half.contains(clusters[$0]) != isHalf }.map(span: span.map { $0 / 2 })
        }
        return entry(kind: kind, amid: amid) { index in maps[half.contains(clusters[index]) ? 0 : 1] }
    }

    /// Some of the values.
    private init(_ all: ModelForecasts, where isKept: (Int) -> Bool) {
        let kept = all.points.indices.filter(isKept)
        let width = PredictiveCurve.levels.count
        points = kept.map { all.points[$0] }
        curves = kept.flatMap { all.curves[$0 * width..<($0 + 1) * width] }
        errors = kept.map { all.errors[$0] }
        clusters = kept.map { all.clusters[$0] }
        weights = kept.map { all.weights[$0] }
    }

    /// The scores of what was said.
    func entry(kind: String, amid: ModelForecasts?) -> TrialReport.Entry { entry(kind: kind, amid: amid) { _ in nil } }

    private func entry(kind: String, amid: ModelForecasts?, map: (Int) -> LevelMap?) -> TrialReport.Entry {
        var (ranked, absolute, squared, inside) = (0.0, 0.0, 0.0, 0.0)
        for index in points.indices {
            let curve = curve(index)
            let map = map(index)
            func quantile(_ level: Double) -> Double {
                curve.quantile(map?.level(level, at: points[index].lead) ?? level)
            }
            ranked += Score.rankedProbability(
                quantiles: Self.even.map(quantile), levels: Self.even, observed: 0)
            absolute += abs(quantile(0.5))
            squared += errors[index] * errors[index]
            inside += quantile(0.05) <= 0 && quantile(0.95) >= 0 ? 1 : 0
        }
        let count = Double(max(points.count, 1))
        return TrialReport.Entry(
            kind: kind, rankedProbability: ranked / count, absoluteError: absolute / count,
            rootSquaredError: (squared / count).squareRoot(), coverage: inside / count,
            amid: amid.map { $0.rankedProbability }, weight: 0)
    }

    /// The mean score of what was said.
    private var rankedProbability: Double {
        let sum = points.indices.reduce(0.0) { sum, index in
            sum + Score.rankedProbability(quantiles: curve(index).even, levels: Self.even, observed: 0)
        }
        return sum / Double(max(points.count, 1))
    }

    private static let even = Array(PredictiveCurve.levels[PredictiveCurve.even])
}
