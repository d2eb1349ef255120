/// The process before the origin, given all rows.
///
/// Back in time every block runs as it runs forward with the sign of odd derivatives turned, D A(Δ) D and D Q(Δ) D, from its
/// state at the origin. As D h = h and D P₀ D = P₀, only the covariance with the state at the origin needs turning.
final class EarlyTimes {
    private let filter: KalmanFilter

    init(_ layout: StateLayout) { filter = KalmanFilter(layout) }

    /// The covariance of a point's reading with the state at the origin, (d).
    var cross: UnsafePointer<Double> { UnsafePointer(filter.cross) }

    /// Makes `cross` that of a point before `origin`, D P₀ Aᵀ h, and the filter's covariance that of its state.
    func writeCross(_ point: ProcessPoint, origin: Double) {
        let layout = filter.layout
        let d = layout.size
        let cross = filter.cross
        let reading = filter.remainder
        writeReading(point, origin: origin)
        for i in 0..<d {
            var sum = 0.0
            for j in 0..<d { sum += filter.matrix[d * i + j] * reading[j] }
            cross[i] = sum
        }
        filter.transition.carry(covariance: filter.matrix)
    }

    /// Sends the filter to the origin, and makes `remainder` what reads a point before it from the state there, D Aᵀ h.
    private func writeReading(_ point: ProcessPoint, origin: Double) {
        let layout = filter.layout
        let reading = filter.remainder
        filter.start(at: origin)
        reading.update(repeating: 0, count: layout.size)
        for k in layout.readStarts[point.channel]..<layout.readStarts[point.channel + 1] {
            reading[layout.readPlaces[k]] += layout.readValues[k]
        }
        filter.transition.prepare(step: origin - point.time)
        filter.transition.pullBack(reading)
        for block in layout.blocks where block.size > 1 { reading[block.offset + 1] = -reading[block.offset + 1] }
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

    /// The same from information in square-root form: the variance of the noise on the way is added to that from the origin.
    func answer(_ point: ProcessPoint, origin: Double, _ later: InformationSweep) -> (Double, Double) {
        let layout = filter.layout
        let d = layout.size
        writeReading(point, origin: origin)
        filter.factor()
        let (l, a, f) = (filter.matrix, filter.remainder, filter.cross)
        for j in 0..<d {
            var sum = 0.0
            for i in j..<d { sum += l[d * i + j] * a[i] }
            f[j] = sum
        }
        let fusion = StateFusion(size: d)
        fusion.join(mean: filter.mean, factor: l, later.u, later.z)
        let (shift, variance) = fusion.read(f)
        filter.mean.update(repeating: 0, count: d)
        // hᵀ Q h, by the reading of a state without variance.
        filter.matrix.update(repeating: 0, count: d * d)
        filter.isFactored = false
        filter.transition.carry(covariance: filter.matrix)
        return (layout.means[point.channel] + shift, variance + filter.variance(of: point.channel))
    }
}
