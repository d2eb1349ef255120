/// The process before the origin, given all rows.
///
/// Back in time every block runs as it runs forward with the sign of odd derivatives turned, D A(Δ) D and D Q(Δ) D, from its
/// state at the origin. As D h = h and D P₀ D = P₀, only the covariance with the state at the origin needs turning.
final class EarlyTimes {
    private let filter: KalmanFilter

    init(_ layout: StateLayout) { filter = KalmanFilter(layout) }

    /// The covariance of a point's reading with the state at the origin, (d).
    var cross: UnsafePointer<Double> { UnsafePointer(filter.cross) }

    /// Makes `cross` that of a point before `origin`, and the filter's covariance that of its state; D P₀ Aᵀ h.
    func writeCross(_ point: ProcessPoint, origin: Double) {
        let layout = filter.layout
        let d = layout.size
        let cross = filter.cross
        withUnsafeTemporaryAllocation(of: Double.self, capacity: max(d, 1)) { scratch in
            guard let reading = scratch.baseAddress else { return }
            reading.initialize(repeating: 0, count: d)
            for k in layout.readStarts[point.channel]..<layout.readStarts[point.channel + 1] {
                reading[layout.readPlaces[k]] += layout.readValues[k]
            }
            filter.transition.prepare(step: origin - point.time)
            filter.transition.pullBack(reading)
            filter.start(at: origin)
            for i in 0..<d {
                var sum = 0.0
                for j in 0..<d { sum += filter.covariance[d * i + j] * reading[j] }
                cross[i] = sum
            }
        }
        for block in layout.blocks where block.size > 1 { cross[block.offset + 1] = -cross[block.offset + 1] }
        filter.transition.carry(covariance: filter.covariance)
    }

    /// Mean and variance of a point before `origin`.
    ///
    /// - Parameter adjoint: of the state at the origin.
    func answer(_ point: ProcessPoint, origin: Double, _ adjoint: SmoothingAdjoint) -> (Double, Double) {
        writeCross(point, origin: origin)
        let layout = filter.layout
        let d = layout.size
        let variance = filter.variance(of: point.channel)
        var (shift, gain) = (0.0, 0.0)
        for i in 0..<d {
            shift += cross[i] * adjoint.mean[i]
            var sum = 0.0
            for j in 0..<d { sum += adjoint.covariance[d * i + j] * cross[j] }
            gain += cross[i] * sum
        }
        return (layout.means[point.channel] + shift, max(variance - gain, 0))
    }
}
