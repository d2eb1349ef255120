import Crew

/// Rows with the weights that Student's t gives them.
package struct WeightedRows: Sendable, Hashable {
    /// With weights, for likelihoods, posteriors and paths.
    package var rows: ObservationRows
    /// The lower bound on the log likelihood that the weights maximise, in nats.
    package var bound: Double
    /// How often the weights were changed.
    package var iterations: Int
    /// Whether the bound no longer grew.
    package var isConverged: Bool
}

extension LinearModel {
    /// Weighs the rows of one series for noise of Student's t: a row far from what the others say hardly counts.
    ///
    /// Weights start as those of the process before any row, (ν + 1) / (ν + (y − mean)² / variance), so that one wild value does
    /// not draw its neighbours along at first. Weights that `rows` has are taken as the start instead: those found for a
    /// similar model save iterations.
    ///
    /// - Parameters:
    ///   - tolerance: ends where the bound grows by less, in nats.
    ///   - iterations: the most changes of the weights.
    /// - Complexity: O(rows · d²) an iteration.
    package func weighing(
        _ rows: ObservationRows, for noise: StudentNoise, tolerance: Double = 1e-6, iterations: Int = 100,
        crew: WorkCrew? = nil
    ) -> WeightedRows {
        let points = (0..<rows.count).map { ProcessPoint(time: rows.times[$0], channel: rows.channels[$0]) }
        let errors = (0..<rows.count).map { index in
            self.noise[rows.channels[index]] * self.noise[rows.channels[index]]
                + (rows.errorVariances.isEmpty ? 0 : rows.errorVariances[index])
        }
        var weighted = rows
        if weighted.weights.isEmpty {
            let prior = initialState(origin: rows.origin)
            let variances = forecast(from: prior, at: points).variances
            weighted.weights = (0..<rows.count).map { index in
                let residual = rows.values[index] - means[rows.channels[index]]
                return noise.weight(squares: residual * residual / (variances[index] + errors[index]))
            }
        }
        var bound = logLikelihood(weighted) + noise.share(weights: weighted.weights)
        for iteration in 0..<iterations {
            let posterior = posterior(given: weighted, at: points, crew: crew)
            let before = weighted.weights
            weighted.weights = (0..<rows.count).map { index in
                let residual = rows.values[index] - posterior.means[index]
                return noise.weight(squares: (residual * residual + posterior.variances[index]) / errors[index])
            }
            let next = logLikelihood(weighted) + noise.share(weights: weighted.weights)
            guard next > bound + tolerance else {
                // Rounding can lower the bound by less than it is known.
                if !(next >= bound) { weighted.weights = before }
                return WeightedRows(
                    rows: weighted, bound: next >= bound ? next : bound, iterations: iteration + 1,
                    isConverged: next.isFinite)
            }
            bound = next
        }
        return WeightedRows(rows: weighted, bound: bound, iterations: iterations, isConverged: false)
    }
}
