/// Rows held against their forecast from the rows before, and the weights that keep wrong readings from mattering.
package struct Screening: Sendable, Hashable {
    /// Weight of each row, 0 < w ≤ a little over 1, (rows): the variance of its noise is divided by it.
    package var weights: [Double] = []
    /// Value less forecast, (rows).
    package var residuals: [Double] = []
    /// Variance of the process at the row, given the rows before, without the noise, (rows).
    package var variances: [Double] = []
    /// Rows that lie further out than chance and noise explain, and that the next rows do not bear out.
    package var outliers: [Int] = []
}

extension LinearModel {
    /// Runs through the rows of a series in order and gives less weight to those that lie far out.
    ///
    /// Two rules are at work. With Student-t noise of `degrees` of freedom, each row has the weight (ν + 1) / (ν + E[(y − f)²] / σ²)
    /// that expectation maximisation gives it, f under the state given the rows so far (Lange, Little, Taylor 1989). And a
    /// reading more than `limit` deviations from its forecast is an outlier or a change. It is a change where the next two readings
    /// of its channel are more probable with it than without; else its noise is inflated until it lies `limit` deviations out, so that the further
    /// out it is, the less it moves the state (covariance inflation; Agamennoni, Nieto, Nebot 2012). Readings after a row decide
    /// about it, but none moves the weights of rows two readings before.
    ///
    /// - Parameter degrees: ν of each channel, infinite for normal noise, (channels); empty for normal noise of all.
    /// - Complexity: O(rows · d²).
    package func screened(_ rows: ObservationRows, degrees: [Double] = [], limit: Double = 5) -> Screening {
        var run = ScreeningRun(self, rows, degrees: degrees, limit: limit)
        return run.result()
    }
}

/// One pass over rows.
private struct ScreeningRun {
    private let rows: ObservationRows
    private let degrees: [Double]
    private let limit: Double
    private let filter: KalmanFilter
    /// Carries a state on to see what the next readings say.
    private let trial: KalmanFilter

    init(_ model: LinearModel, _ rows: ObservationRows, degrees: [Double], limit: Double) {
        self.rows = rows
        self.degrees = degrees
        self.limit = limit
        let layout = StateLayout(model)
        filter = KalmanFilter(layout)
        trial = KalmanFilter(layout)
        filter.start(at: rows.origin)
    }

    mutating func result() -> Screening {
        var found = Screening()
        found.weights.reserveCapacity(rows.count)
        found.residuals.reserveCapacity(rows.count)
        found.variances.reserveCapacity(rows.count)
        for index in 0..<rows.count {
            var row = rows[index]
            filter.advance(to: row.time)
            let residual = row.value - filter.mean(of: row.channel)
            let variance = filter.variance(of: row.channel)
            let given = row.weight
            row.weight = 1
            let noise = filter.layout.errorVariance(row)
            row.weight = given * weight(row.channel, residual, variance, noise / given)
            let bound = residual * residual / (limit * limit)
            if bound > variance + noise / row.weight, bound.isFinite {
                var inflated = row
                inflated.weight = noise / (bound - variance)
                if !isChange(row, inflated, at: index) {
                    row = inflated
                    found.outliers.append(index)
                }
            }
            found.weights.append(row.weight)
            found.residuals.append(residual)
            found.variances.append(variance)
            filter.absorb(row)
        }
        return found
    }

    /// The weight of Student-t noise, by expectation maximisation from the weight that the forecast alone would give.
    private func weight(_ channel: Int, _ residual: Double, _ variance: Double, _ noise: Double) -> Double {
        guard !degrees.isEmpty, degrees[channel].isFinite, noise > 0 else { return 1 }
        let degrees = degrees[channel]
        var weight = (degrees + 1) / (degrees + residual * residual / (variance + noise))
        for _ in 0..<8 {
            let inflated = noise / weight
            let total = variance + inflated
            let rest = residual * inflated / total
            weight = (degrees + 1) / (degrees + (rest * rest + variance * inflated / total) / noise)
        }
        return weight
    }

    /// Whether the next readings of the channel are more probable where `row` is taken as it is than where it is `inflated`.
    private func isChange(_ row: ObservationRow, _ inflated: ObservationRow, at index: Int) -> Bool {
        var next: [ObservationRow] = []
        var later = index + 1
        while later < rows.count, next.count < 2 {
            if rows.channels[later] == row.channel { next.append(rows[later]) }
            later += 1
        }
        guard !next.isEmpty else { return false }
        func evidence(_ first: ObservationRow) -> Double {
            trial.restore(
                time: filter.time, mean: filter.mean, matrix: filter.matrix, isFactored: filter.isFactored,
                calm: filter.calm)
            trial.absorb(first)
            return next.reduce(0) { sum, row in
                trial.advance(to: row.time)
                return sum + trial.absorb(row)
            }
        }
        return evidence(row) > evidence(inflated)
    }
}
