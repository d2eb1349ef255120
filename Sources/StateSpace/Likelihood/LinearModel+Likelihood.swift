import Crew

extension LinearModel {
    /// log p(values) of the rows of one series, in nats.
    ///
    /// - Returns: a number that is not finite where the model's numbers or the values allow none.
    /// - Complexity: O(rows · d²).
    package func logLikelihood(_ rows: ObservationRows) -> Double { logLikelihood(rows, StateLayout(self)) }

    /// The sum of log p(values) over independent series, in nats.
    ///
    /// - Parameter crew: whose threads share the series; the result has the same bits with any number.
    package func logLikelihood(of series: [ObservationRows], crew: WorkCrew? = nil) -> Double {
        let layout = StateLayout(self)
        return SeriesShare.map(series, crew) { logLikelihood($0, layout) }.reduce(0, +)
    }

    private func logLikelihood(_ rows: ObservationRows, _ layout: StateLayout) -> Double {
        let filter = KalmanFilter(layout)
        filter.start(at: rows.origin)
        var sum = 0.0
        for index in 0..<rows.count {
            let row = rows[index]
            filter.advance(to: row.time)
            sum += filter.absorb(row)
        }
        return sum
    }
}
