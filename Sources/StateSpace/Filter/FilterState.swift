/// Mean and covariance of the state given the rows of a series so far: all that the future of a series needs.
///
/// It is kept and carried on by later rows at a cost that does not depend on how many came before.
package struct FilterState: Sendable, Hashable, Codable {
    /// The time of the last row, or the origin.
    package internal(set) var time: Double
    /// (d).
    package internal(set) var mean: [Double]
    /// The covariance, symmetric, or where `isFactored` its lower triangular factor, (d)(d).
    package internal(set) var matrix: [Double]
    package internal(set) var isFactored: Bool
    /// Rows without a precise one, where factored.
    var calm: Int
    /// The number of rows.
    package internal(set) var count: Int
    /// log p(values) of the rows, in nats.
    package internal(set) var logLikelihood: Double
}

extension LinearModel {
    /// The state of a series before its first row.
    package func initialState(origin: Double) -> FilterState {
        let filter = KalmanFilter(StateLayout(self))
        filter.start(at: origin)
        return FilterState(filter, count: 0, logLikelihood: 0)
    }

    /// The state of a series after all of `rows`.
    package func filterState(after rows: ObservationRows) -> FilterState {
        var state = initialState(origin: rows.origin)
        carry(&state, over: rows)
        return state
    }

    /// Carries a state on over later rows.
    ///
    /// - Precondition: the state is one of this model, and no row is before its time.
    /// - Complexity: O(rows · d²).
    package func carry(_ state: inout FilterState, over rows: ObservationRows) {
        guard rows.count > 0 else { return }
        precondition(rows.times[0] >= state.time, "a row at \(rows.times[0]) is before the state at \(state.time)")
        let filter = KalmanFilter(StateLayout(self))
        filter.restore(state)
        var sum = state.logLikelihood
        for index in 0..<rows.count {
            let row = rows[index]
            filter.advance(to: row.time)
            sum += filter.absorb(row)
        }
        state = FilterState(filter, count: state.count + rows.count, logLikelihood: sum)
    }

    /// Means and variances of the process, without its noise, at or after the time of a state.
    ///
    /// - Precondition: no point is before the state.
    /// - Complexity: O(points · d²).
    package func forecast(from state: FilterState, at points: [ProcessPoint]) -> ProcessDistribution {
        let filter = KalmanFilter(StateLayout(self))
        var result = ProcessDistribution(means: [], variances: [])
        for point in points {
            precondition(point.time >= state.time, "a point at \(point.time) is before the state at \(state.time)")
            // Each from the state itself, so that a point alone gets what it gets among others.
            filter.restore(state)
            filter.advance(to: point.time)
            result.means.append(filter.mean(of: point.channel))
            result.variances.append(filter.variance(of: point.channel))
        }
        return result
    }
}

extension FilterState {
    /// The covariance of the state, (d)(d), symmetric.
    package var covariance: [Double] {
        guard isFactored else { return matrix }
        let d = mean.count
        var product = matrix
        for i in 0..<d {
            for j in 0...i {
                var sum = 0.0
                for k in 0...j { sum += matrix[d * i + k] * matrix[d * j + k] }
                product[d * i + j] = sum
                product[d * j + i] = sum
            }
        }
        return product
    }

    init(_ filter: KalmanFilter, count: Int, logLikelihood: Double) {
        let d = filter.layout.size
        time = filter.time
        mean = Array(UnsafeBufferPointer(start: filter.mean, count: d))
        matrix = Array(UnsafeBufferPointer(start: filter.matrix, count: d * d))
        isFactored = filter.isFactored
        calm = filter.calm
        self.count = count
        self.logLikelihood = logLikelihood
    }
}

extension KalmanFilter {
    /// Goes to a kept state.
    func restore(_ state: FilterState) {
        let d = layout.size
        precondition(
            state.mean.count == d && state.matrix.count == d * d,
            "a state of size \(state.mean.count) for a model of size \(d)")
        state.mean.withUnsafeBufferPointer { mean in
            state.matrix.withUnsafeBufferPointer { matrix in
                guard let mean = mean.baseAddress, let matrix = matrix.baseAddress else {
                    // A model without terms.
                    restore(time: state.time, mean: self.mean, matrix: self.matrix, isFactored: false)
                    return
                }
                restore(
                    time: state.time, mean: mean, matrix: matrix, isFactored: state.isFactored, calm: state.calm)
            }
        }
    }
}
