import Foundation
import TimeSeries

/// Which hidden values are not independent of each other, and how much each counts.
struct HiddenClusters {
    /// Whether whole series were hidden: a series is then a cluster, else what is forecast from one origin or lies in one gap.
    let areSeries: Bool
    /// Time that the hidden parts of all series cover together; `nil` where whole series are hidden.
    let span: Double?
    private let numbers: [ForecastOrigin: Int]
    private let first: Moment?
    private let last: Moment?

    init(_ splits: [HiddenRows], _ collection: SeriesCollection) {
        areSeries = splits.first?.hidesSeries ?? false
        let origins = splits.flatMap(\.origins)
        var numbers: [ForecastOrigin: Int] = [:]
        for origin in origins {
            numbers[ForecastOrigin(series: origin.series, cutoff: origin.cutoff)] = numbers.count
        }
        // Interpolated values of one gap; of hidden series each is a cluster anyway.
        for split in splits where !areSeries {
            for request in split.amid {
                for time in request.times {
                    guard let begin = split.visible.latestTime(before: time, of: request.series) else { continue }
                    let gap = ForecastOrigin(series: request.series, cutoff: begin)
                    if numbers[gap] == nil { numbers[gap] = numbers.count }
                }
            }
        }
        self.numbers = numbers
        let cutoffs = origins.map(\.cutoff)
        first = cutoffs.min()
        last = cutoffs.max()
        if areSeries {
            span = nil
        } else {
            var sum = 0.0
            for series in 0..<collection.count {
                let rows = collection.rows(of: series)
                guard let first, let end = rows.last.map({ collection.times[$0] }), end > first else { continue }
                sum += end.elapsed(since: first)
            }
            span = sum > 0 ? sum : nil
        }
    }

    /// The cluster of a value.
    func number(_ point: ScoredForecasts.Point) -> Int {
        if areSeries { return point.series }
        return numbers[ForecastOrigin(series: point.series, cutoff: point.cutoff)] ?? numbers.count + point.series
    }

    /// How much a value counts for levels: where the last part of all series was hidden, half as much for each half of that part that
    /// it is older (Barber et al. 2023, for data that drift).
    func weight(_ point: ScoredForecasts.Point) -> Double {
        guard !areSeries, let first, let last, last > first, point.cutoff <= last else { return 1 }
        let half = 0.5 * last.elapsed(since: first)
        return exp2(-last.elapsed(since: point.cutoff) / half)
    }
}
