import Forecasting
import Storage
import TimeSeries

/// What a store holds, and whether it is enough to fit.
public struct StoreProfile: Sendable, Codable {
    /// One variable.
    public struct Variable: Sendable, Codable {
        public var name: String
        /// What its values are in, where the store knows it.
        public var unit: String?
        public var observations: Int
        /// Series that have it.
        public var series: Int
        public var minimum: Double
        public var mean: Double
        public var maximum: Double
        /// Share of the times of those series at which it was not observed.
        public var missingShare: Double
        /// Values far from all others.
        public var outliers: Int
        /// Cycles that the values go through, strongest first.
        public var seasons: [Cycle]
        /// Observations whose measurement error is known.
        public var observationsWithError: Int
        /// Median of those standard deviations, in the variable's unit; `nil` where there are none.
        public var medianError: Double?
    }

    /// A season of a variable.
    public struct Cycle: Sendable, Codable {
        /// Length: seconds, or the data's own unit.
        public var period: Double
        /// Share of the variance about a smooth trend that it explains, 0 to 1.
        public var strength: Double
    }

    /// Quantiles of the time between neighbouring times of a series: seconds, or the data's own unit.
    public struct Gaps: Sendable, Codable {
        public var minimum: Double
        public var quarter: Double
        public var median: Double
        public var threeQuarters: Double
        public var ninetyFive: Double
        public var maximum: Double
    }

    /// Whether there is enough data for a kind of model.
    public struct Verdict: Sendable, Codable {
        public var kind: String
        public var isEnough: Bool
        public var reason: String
    }

    public var timeKind: TimeKind
    public var series: Int
    public var observations: Int
    /// Observations whose measurement error is known.
    public var observationsWithError: Int
    /// Times at which anything was observed, over all series.
    public var points: Int
    public var first: Moment?
    public var last: Moment?
    public var shortestSeries: Int
    public var medianSeries: Int
    public var longestSeries: Int
    public var variables: [Variable]
    public var statics: [String]
    /// Units of the static covariates, by name.
    public var staticUnits: [String: String]
    public var gaps: Gaps?
    /// Of each variable that has some, the values far from all others.
    public var outliers: [Outliers]
    public var events: EventTotals
    public var imports: ImportTotals
    public var verdicts: [Verdict]

    /// Profiles all series of `store`, or those named.
    public init(_ store: any ForecastStore, series names: [String]? = nil) throws {
        let data = try store.observations(ObservationFilter(series: names))
        timeKind = store.timeKind
        events = try store.eventTotals(series: names)
        imports = try store.importTotals()
        series = data.count
        observations = data.values.count
        let errors = data.errors
        statics = data.staticNames
        staticUnits = data.units.filter { data.staticNames.contains($0.key) }
        var counts: [Int] = []
        var gapLengths: [Double] = []
        var sums = [Accumulator](repeating: Accumulator(), count: data.variables.count)
        for index in 0..<data.count {
            let rows = data.rows(of: index)
            var points = 0
            var seen = [Bool](repeating: false, count: data.variables.count)
            for row in rows {
                let variable = Int(data.variableIndices[row])
                if row == rows.lowerBound || data.times[row] != data.times[row - 1] {
                    points += 1
                    if row > rows.lowerBound { gapLengths.append(data.times[row].elapsed(since: data.times[row - 1])) }
                }
                seen[variable] = true
                sums[variable].take(data.values[row], error: errors?[row] ?? .nan)
            }
            for variable in seen.indices where seen[variable] {
                sums[variable].series += 1
                sums[variable].possible += points
            }
            counts.append(points)
            if let begin = rows.first.map({ data.times[$0] }), let end = rows.last.map({ data.times[$0] }) {
                first = first.map { min($0, begin) } ?? begin
                last = last.map { max($0, end) } ?? end
            }
        }
        points = counts.reduce(0, +)
        let ordered = counts.sorted()
        shortestSeries = ordered.first ?? 0
        medianSeries = ordered.isEmpty ? 0 : ordered[ordered.count / 2]
        longestSeries = ordered.last ?? 0
        let outliers = Outliers.found(in: data)
        self.outliers = outliers
        let seasons = SeasonSearch.seasons(in: data)
        variables = data.variables.indices.map { index in
            let (name, sum) = (data.variables[index], sums[index])
            return Variable(
                name: name, unit: data.units[name], observations: sum.count, series: sum.series, minimum: sum.minimum,
                mean: sum.total / Double(max(sum.count, 1)), maximum: sum.maximum,
                missingShare: sum.possible > 0 ? 1 - Double(sum.count) / Double(sum.possible) : 0,
                outliers: outliers.first { $0.variable == name }?.count ?? 0,
                seasons: seasons[index].map { Cycle(period: $0.period, strength: $0.strength) },
                observationsWithError: sum.errors.count, medianError: Self.quantile(0.5, of: sum.errors.sorted()))
        }.filter { $0.observations > 0 }
        observationsWithError = variables.reduce(0) { $0 + $1.observationsWithError }
        gaps = Self.quantiles(gapLengths)
        verdicts = ForecasterKind.all.map { kind in
            let verdict = kind.verdict(data)
            return Verdict(kind: kind.name, isEnough: verdict.isEnough, reason: verdict.reason)
        }
    }

    private struct Accumulator {
        var count = 0
        var series = 0
        var possible = 0
        var total = 0.0
        var minimum = Double.infinity
        var maximum = -Double.infinity
        var errors: [Double] = []

        mutating func take(_ value: Double, error: Double) {
            count += 1
            if !error.isNaN { errors.append(error) }
            total += value
            minimum = min(minimum, value)
            maximum = max(maximum, value)
        }
    }

    /// A quantile of ascending numbers: linear interpolation between order statistics, as R's and NumPy's default.
    private static func quantile(_ p: Double, of sorted: [Double]) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let place = p * Double(sorted.count - 1)
        let low = Int(place)
        let high = min(low + 1, sorted.count - 1)
        return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
    }

    private static func quantiles(_ lengths: [Double]) -> Gaps? {
        guard !lengths.isEmpty else { return nil }
        let sorted = lengths.sorted()
        func at(_ p: Double) -> Double { quantile(p, of: sorted) ?? .nan }
        return Gaps(
            minimum: at(0), quarter: at(0.25), median: at(0.5), threeQuarters: at(0.75), ninetyFive: at(0.95),
            maximum: at(1))
    }
}
