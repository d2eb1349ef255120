import Continuum
import Forecasting
import Foundation
import ObservationStore
import TimeSeries

extension SeriesCollection {
    /// The rows for which `isKept(series, row)` holds.
    func filtered(_ isKept: (Int, Int) -> Bool) -> SeriesCollection {
        var offsets = [0]
        var rows: [Int] = []
        for series in 0..<count {
            rows += self.rows(of: series).filter { isKept(series, $0) }
            offsets.append(rows.count)
        }
        let kept: TimeColumn =
            switch times {
            case .calendar(let times): .calendar(rows.map { times[$0] })
            case .numeric(let times): .numeric(rows.map { times[$0] })
            }
        return SeriesCollection(
            variables: variables, staticNames: staticNames, names: names, offsets: offsets, times: kept,
            variable: rows.map { variable[$0] }, values: rows.map { values[$0] }, statics: statics)
    }
}

/// Collects how far predictions are from what was hidden.
struct PredictionScore {
    private var squares = 0.0
    private var absolutes = 0.0
    private var inside = [0, 0]
    private var width = 0.0
    private var count = 0

    /// Quantiles that a scored prediction has, in this order.
    static let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95]

    /// Adds one hidden value and what was said of it. `transform` is the scale on which errors are measured.
    mutating func add(
        actual: Double, mean: Double, quantiles: ArraySlice<Double>, transform: (Double) -> Double = { $0 }
    ) {
        let q = Array(quantiles)
        let error = transform(mean) - transform(actual)
        squares += error * error
        absolutes += abs(error)
        inside[0] += q[1] <= actual && actual <= q[3] ? 1 : 0
        inside[1] += q[0] <= actual && actual <= q[4] ? 1 : 0
        width += q[4] - q[0]
        count += 1
    }

    /// The figures, their names beginning with `prefix`.
    func write(_ prefix: String, to measured: inout Measurements) {
        let n = Double(max(count, 1))
        measured.numbers["\(prefix)rmse"] = (squares / n).squareRoot()
        measured.numbers["\(prefix)mae"] = absolutes / n
        measured.numbers["\(prefix)coverage_50"] = Double(inside[0]) / n
        measured.numbers["\(prefix)coverage_90"] = Double(inside[1]) / n
        measured.numbers["\(prefix)width_90"] = width / n
        measured.numbers["\(prefix)values"] = Double(count)
    }
}
