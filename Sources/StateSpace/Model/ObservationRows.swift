/// The observations of one series, in order of time; several may share a time.
///
/// The error of a row has the variance (noise² of its channel + errorVariance) / weight.
package struct ObservationRows: Sendable, Hashable {
    /// Ascending, (rows).
    package let times: [Double]
    /// (rows).
    package let channels: [Int]
    /// (rows).
    package let values: [Double]
    /// Known variance of each row's error beside the noise, ≥ 0, (rows); empty for none.
    package let errorVariances: [Double]
    /// By which the variance of each row's error is divided, > 0, (rows); empty for ones.
    package var weights: [Double] {
        didSet { precondition(weights.isEmpty || weights.count == count, "\(weights.count) weights for \(count) rows") }
    }
    /// Where terms that are not stationary start; no row is before it.
    package let origin: Double

    /// - Parameter origin: by default the first time, and 0 where there are no rows.
    /// - Precondition: the arrays have one length, and times ascend.
    package init(
        times: [Double], channels: [Int], values: [Double], errorVariances: [Double] = [], weights: [Double] = [],
        origin: Double? = nil
    ) {
        let count = times.count
        precondition(channels.count == count, "\(channels.count) channels for \(count) rows")
        precondition(values.count == count, "\(values.count) values for \(count) rows")
        precondition(
            errorVariances.isEmpty || errorVariances.count == count,
            "\(errorVariances.count) variances for \(count) rows")
        precondition(weights.isEmpty || weights.count == count, "\(weights.count) weights for \(count) rows")
        for row in 1..<max(count, 1) {
            precondition(
                times[row - 1] <= times[row], "row \(row) at \(times[row]) is before that at \(times[row - 1])")
        }
        self.times = times
        self.channels = channels
        self.values = values
        self.errorVariances = errorVariances
        self.weights = weights
        self.origin = origin ?? times.first ?? 0
        precondition(times.first.map { $0 >= self.origin } ?? true, "the origin \(self.origin) is after the first row")
    }

    /// Rows of a single channel.
    package init(times: [Double], values: [Double]) {
        self.init(times: times, channels: [Int](repeating: 0, count: times.count), values: values)
    }

    /// The number of rows.
    package var count: Int { times.count }
    /// The row at `index`.
    package subscript(_ index: Int) -> ObservationRow {
        ObservationRow(
            time: times[index], channel: channels[index], value: values[index],
            errorVariance: errorVariances.isEmpty ? 0 : errorVariances[index],
            weight: weights.isEmpty ? 1 : weights[index])
    }
}
