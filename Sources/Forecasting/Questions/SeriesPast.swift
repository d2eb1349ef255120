import Numerics
import TimeSeries

/// What is known of a series when a question about its future is asked.
struct SeriesPast {
    /// Index of the series in the collection.
    let series: Int
    /// Time of the last observation that may be seen, of the variables that the model knows.
    let now: Moment
    /// Nothing later may be seen.
    let asOf: Moment?
    /// Last values seen, by variable.
    private(set) var lasts: [String: Double] = [:]
    /// Median times between two observations, by variable.
    private var gaps: [String: Double] = [:]
    /// The same of all variables together; a day, or 1 of the data's own unit, where nothing was observed twice.
    private let usual: Double

    /// - Returns: `nil` where nothing may be seen.
    /// - Complexity: O(rows of the series · log).
    init?(_ series: Int, _ collection: SeriesCollection, isKnown: [Bool], asOf: Moment?) {
        var now: Moment?
        var previous = [Moment?](repeating: nil, count: collection.variables.count)
        var found = [[Double]](repeating: [], count: collection.variables.count)
        for row in collection.rows(of: series) {
            let time = collection.times[row]
            let variable = Int(collection.variableIndices[row])
            guard asOf.map({ time <= $0 }) ?? true, isKnown[variable] else { continue }
            now = time
            lasts[collection.variables[variable]] = collection.values[row]
            if let last = previous[variable], time > last { found[variable].append(time.elapsed(since: last)) }
            previous[variable] = time
        }
        guard let now else { return nil }
        self.series = series
        self.now = now
        self.asOf = asOf
        func median(_ gaps: [Double]) -> Double { RobustScale.quantile(gaps.sorted(), 0.5) }
        for (variable, own) in zip(collection.variables, found) where !own.isEmpty { gaps[variable] = median(own) }
        let all = found.flatMap(\.self)
        usual = all.isEmpty ? (now.kind == .calendar ? 86_400 : 1) : median(all)
    }

    /// The usual time between two observations of `variable`: that of all variables of the series where it has no two.
    func gap(of variable: String) -> Double { gaps[variable] ?? usual }
}
