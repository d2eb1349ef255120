/// Consecutive rows of a series, filtered and kept for a sweep back over them.
///
/// Kept are the states before each row, not yet carried to its time, and of each row P h, residual and variance; the sweep adds
/// the adjoints of each row's state: what all rows from it on say about the state at its time. With μ and N the state given
/// all rows has mean m + P μ and covariance P − P N P (de Jong 1989; Durbin, Koopman 2012, section 4.4), without an inverse.
final class SmoothingBlock {
    /// Rows a block: few enough for a cache, many enough to keep the states between blocks small.
    static let length = 256

    let layout: StateLayout
    let filter: KalmanFilter
    /// (rows + 1)(d) and (rows + 1)(d)(d), before each row and after the last.
    private let means: UnsafeMutablePointer<Double>
    private let covariances: UnsafeMutablePointer<Double>
    /// (rows + 1), the time of each state.
    private var times: [Double]
    /// (rows)(d).
    private let crosses: UnsafeMutablePointer<Double>
    /// (rows).
    private var residuals: [Double]
    private var variances: [Double]
    /// μ (rows)(d) and N (rows)(d)(d), at the time of each row before it is absorbed.
    private let adjointMeans: UnsafeMutablePointer<Double>
    private let adjointCovariances: UnsafeMutablePointer<Double>

    init(_ layout: StateLayout, length: Int) {
        self.layout = layout
        filter = KalmanFilter(layout)
        let d = max(layout.size, 1)
        means = .allocate(capacity: (length + 1) * d)
        covariances = .allocate(capacity: (length + 1) * d * d)
        crosses = .allocate(capacity: max(length, 1) * d)
        adjointMeans = .allocate(capacity: max(length, 1) * d)
        adjointCovariances = .allocate(capacity: max(length, 1) * d * d)
        times = [Double](repeating: 0, count: length + 1)
        residuals = [Double](repeating: 0, count: length)
        variances = [Double](repeating: 0, count: length)
    }

    deinit {
        means.deallocate()
        covariances.deallocate()
        crosses.deallocate()
        adjointMeans.deallocate()
        adjointCovariances.deallocate()
    }

    /// Filters `range` of the rows from `state`, and keeps what the sweep back needs.
    func run(_ rows: ObservationRows, _ range: Range<Int>, from state: FilterState) {
        filter.restore(state)
        keep(0)
        for index in range {
            let row = rows[index]
            let place = index - range.lowerBound
            filter.advance(to: row.time)
            filter.absorb(row)
            (crosses + place * layout.size).update(from: filter.cross, count: layout.size)
            residuals[place] = filter.residual
            variances[place] = filter.residualVariance
            keep(place + 1)
        }
    }

    private func keep(_ place: Int) {
        let d = layout.size
        (means + place * d).update(from: filter.mean, count: d)
        (covariances + place * d * d).update(from: filter.covariance, count: d * d)
        times[place] = filter.time
    }

    /// Sweeps back over the block from the adjoints after its last row to those of the state that it started from.
    func sweep(_ rows: ObservationRows, _ range: Range<Int>, _ adjoint: SmoothingAdjoint) {
        let d = layout.size
        for index in range.reversed() {
            let place = index - range.lowerBound
            adjoint.absorb(
                channel: rows.channels[index], cross: crosses + place * d, residual: residuals[place],
                variance: variances[place])
            (adjointMeans + place * d).update(from: adjoint.mean, count: d)
            (adjointCovariances + place * d * d).update(from: adjoint.covariance, count: d * d)
            adjoint.retreat(by: rows.times[index] - times[place])
        }
    }

    /// Mean and variance of a point given all rows, the point between the state before row `index` and that row.
    func answer(_ point: ProcessPoint, before index: Int, _ rows: ObservationRows, _ range: Range<Int>) -> (
        Double, Double
    ) {
        let d = layout.size
        let place = index - range.lowerBound
        filter.restore(time: times[place], mean: means + place * d, covariance: covariances + place * d * d)
        filter.advance(to: point.time)
        let mean = filter.mean(of: point.channel)
        let variance = filter.variance(of: point.channel)
        let cross = filter.cross
        filter.writeCross(of: point.channel)
        let step = rows.times[index] - point.time
        if step > 0 {
            filter.transition.prepare(step: step)
            filter.transition.carry(cross)
        }
        let mu = adjointMeans + place * d
        let n = adjointCovariances + place * d * d
        var (shift, gain) = (0.0, 0.0)
        for i in 0..<d {
            shift += cross[i] * mu[i]
            var sum = 0.0
            for j in 0..<d { sum += n[d * i + j] * cross[j] }
            gain += cross[i] * sum
        }
        return (mean + shift, max(variance - gain, 0))
    }
}
