import TimeSeries

/// Sums from which the scores of some points come.
struct MetricSum {
    /// What one point adds.
    struct Point {
        let observed: Double
        let mean: Double
        let ranked: Double
        let log: Double
        let transform: Double
        let quantiles: ArraySlice<Double>
    }

    static let transformBins = 20

    private let layout: LevelLayout
    private var points = 0
    private var squares = 0.0
    private var absolutes = 0.0
    private var errors = 0.0
    private var ranked = 0.0
    private var logs = 0.0
    private var pinball: [Double]
    private var inside: [Int]
    private var widths: [Double]
    private var winklers: [Double]
    private var transforms = [Int](repeating: 0, count: transformBins)
    private var energies = (count: 0, sum: 0.0)
    private var best = (own: 0.0, other: 0.0)
    private var last = (own: 0.0, other: 0.0)

    init(_ layout: LevelLayout) {
        self.layout = layout
        pinball = Array(repeating: 0, count: layout.levels.count)
        inside = Array(repeating: 0, count: layout.bands.count)
        widths = Array(repeating: 0, count: layout.bands.count)
        winklers = Array(repeating: 0, count: layout.bands.count)
    }

    /// Adds a point, its values divided by `scale`; `best` and `last` are the ranked scores of the references, not numbers where they
    /// have none.
    mutating func add(_ point: Point, scale: Double, logScale: Double, best other: Double, last lastOther: Double) {
        points += 1
        let error = (point.mean - point.observed) / scale
        squares += error * error
        let first = point.quantiles.startIndex
        absolutes += abs(point.quantiles[first + layout.median] - point.observed) / scale
        errors += error
        ranked += point.ranked / scale
        logs += point.log - logScale
        for (index, level) in layout.levels.enumerated() {
            let quantile = point.quantiles[first + index]
            pinball[index] += Score.pinball(quantile, level: level, observed: point.observed) / scale
        }
        for (index, band) in layout.bands.enumerated() {
            let low = point.quantiles[first + band.low]
            let high = point.quantiles[first + band.high]
            if (low...high).contains(point.observed) { inside[index] += 1 }
            widths[index] += (high - low) / scale
            winklers[index] +=
                Score.interval(low...high, probability: band.probability, observed: point.observed) / scale
        }
        transforms[min(Int(point.transform * Double(Self.transformBins)), Self.transformBins - 1)] += 1
        if !other.isNaN { best = (best.own + point.ranked / scale, best.other + other / scale) }
        if !lastOther.isNaN { last = (last.own + point.ranked / scale, last.other + lastOther / scale) }
    }

    /// Adds the energy score of a time.
    mutating func add(energy: Double) { energies = (energies.count + 1, energies.sum + energy) }

    /// The scores; all `nil` where nothing was added.
    var metrics: BacktestMetrics {
        var found = BacktestMetrics()
        found.points = points
        found.levels = layout.levels
        let count = Double(points)
        func mean(_ sum: Double) -> Double? {
            let value = sum / count
            return points > 0 && value.isFinite ? value : nil
        }
        found.meanSquaredError = mean(squares)
        found.rootMeanSquaredError = found.meanSquaredError?.squareRoot()
        found.meanAbsoluteError = mean(absolutes)
        found.bias = mean(errors)
        found.rankedProbability = mean(ranked)
        found.negativeLogLikelihood = mean(logs)
        found.energy = energies.count > 0 ? energies.sum / Double(energies.count) : nil
        found.pinball = pinball.map { mean($0) }
        found.bands = layout.bands.indices.map { index in
            BacktestMetrics.Band(
                probability: layout.bands[index].probability, coverage: mean(Double(inside[index])),
                width: mean(widths[index]), winkler: mean(winklers[index]))
        }
        if points > 0 { found.transforms = transforms.map { Double($0) / count } }
        found.skill = best.other > 0 ? 1 - best.own / best.other : nil
        found.skillAgainstLastValue = last.other > 0 ? 1 - last.own / last.other : nil
        return found
    }
}

/// Where the bands and the median lie among the levels that are kept.
struct LevelLayout: Sendable {
    let levels: [Double]
    let median: Int
    let bands: [(probability: Double, low: Int, high: Int)]

    init(_ levels: [Double]) {
        func place(_ level: Double) -> Int { BacktestPlan.place(of: level, in: levels) }
        self.levels = levels
        median = place(0.5)
        bands = BacktestPlan.bands.map { probability in
            let limits = BacktestPlan.limits(of: probability)
            return (probability, place(limits[0]), place(limits[1]))
        }
    }
}

extension BacktestMetrics {
    /// The plain mean of each score over `parts`, those where it is not defined left out; points are added up.
    static func mean(of parts: [BacktestMetrics]) -> BacktestMetrics {
        var found = BacktestMetrics()
        let scored = parts.filter { $0.points > 0 }
        guard let first = scored.first else { return found }
        func mean(_ value: (BacktestMetrics) -> Double?) -> Double? {
            let values = scored.compactMap(value)
            return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        found.points = scored.reduce(0) { $0 + $1.points }
        found.levels = first.levels
        found.meanSquaredError = mean(\.meanSquaredError)
        found.rootMeanSquaredError = mean(\.rootMeanSquaredError)
        found.meanAbsoluteError = mean(\.meanAbsoluteError)
        found.bias = mean(\.bias)
        found.rankedProbability = mean(\.rankedProbability)
        found.negativeLogLikelihood = mean(\.negativeLogLikelihood)
        found.pinball = first.levels.indices.map { level in mean { $0.pinball[level] } }
        found.bands = first.bands.indices.map { band in
            Band(
                probability: first.bands[band].probability, coverage: mean { $0.bands[band].coverage },
                width: mean { $0.bands[band].width }, winkler: mean { $0.bands[band].winkler })
        }
        found.transforms = first.transforms.indices.map { bin in mean { $0.transforms[bin] } ?? 0 }
        found.skill = mean(\.skill)
        found.skillAgainstLastValue = mean(\.skillAgainstLastValue)
        return found
    }
}
