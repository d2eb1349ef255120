import Crew

extension LinearModel {
    /// log p(values) of the rows of one series, in nats.
    ///
    /// - Returns: a number that is not finite where the model's numbers or the values allow none.
    /// - Complexity: O(rows · d²).
    package func logLikelihood(_ rows: ObservationRows) -> Double {
        let filter = KalmanFilter(StateLayout(self))
        filter.start(at: rows.origin)
        var sum = 0.0
        for index in 0..<rows.count {
            let row = rows[index]
            filter.advance(to: row.time)
            sum += filter.absorb(row)
        }
        return sum
    }

    /// The sum of log p(values) over independent series, in nats.
    ///
    /// - Parameter crew: whose threads share the series; the result has the same bits with any number.
    package func logLikelihood(of series: [ObservationRows], crew: WorkCrew? = nil) -> Double {
        guard let crew else { return series.reduce(0) { $0 + logLikelihood($1) } }
        return crew.map(series.count) { index, _ in logLikelihood(series[index]) }.reduce(0, +)
    }
}
