/// A tape of filtered rows with the adjoints of each row's state: what all rows from it on say about the state at its time.
///
/// A variance given all rows is that given the earlier ones less what the later ones take away; O(d²) a row and point.
final class CovarianceBlock: PosteriorBlock {
    let layout: StateLayout
    let tape: FilterTape
    private let filter: KalmanFilter
    /// μ (rows)(d) and N (rows)(d)(d), at the time of each row before it is absorbed.
    private let adjointMeans: UnsafeMutablePointer<Double>
    private let adjointCovariances: UnsafeMutablePointer<Double>

    init(_ layout: StateLayout, capacity: Int) {
        self.layout = layout
        tape = FilterTape(layout, capacity: capacity)
        filter = KalmanFilter(layout)
        let d = max(layout.size, 1)
        adjointMeans = .allocate(capacity: max(capacity, 1) * d)
        adjointCovariances = .allocate(capacity: max(capacity, 1) * d * d)
    }

    deinit {
        adjointMeans.deallocate()
        adjointCovariances.deallocate()
    }

    func sweep(_ rows: ObservationRows, _ adjoint: SmoothingAdjoint) {
        let d = layout.size
        for index in tape.range.reversed() {
            let place = index - tape.range.lowerBound
            adjoint.absorb(
                channel: rows.channels[index], cross: tape.cross(index), residual: tape.residual(index),
                variance: tape.residualVariance(index))
            (adjointMeans + place * d).update(from: adjoint.mean, count: d)
            (adjointCovariances + place * d * d).update(from: adjoint.covariance, count: d * d)
            adjoint.retreat(by: rows.times[index] - tape.time(before: index))
        }
    }

    func answer(_ point: ProcessPoint, before index: Int, _ rows: ObservationRows) -> (Double, Double) {
        let d = layout.size
        let place = index - tape.range.lowerBound
        tape.restore(filter, before: index)
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

    static func answer(
        _ point: ProcessPoint, origin: Double, _ early: EarlyTimes, _ later: SmoothingAdjoint
    ) -> (Double, Double) { early.answer(point, origin: origin, later) }
}
