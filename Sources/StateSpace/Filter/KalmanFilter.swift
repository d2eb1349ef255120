import Foundation

/// The Kalman filter over the rows of one series: mean and covariance of the state given the rows so far.
///
/// The covariance is updated in Joseph's form, (I − K hᵀ) P (I − K hᵀ)ᵀ + K R Kᵀ, which corrects in the direction of the reading
/// what rounding leaves of a subtraction; it costs O(d²), as its factors have rank one (Bucy, Joseph 1968). Rows of one time are
/// absorbed one after the other, which is exact as their errors are independent. The filter allocates when it is made, not
/// when it runs.
final class KalmanFilter {
    let layout: StateLayout
    let transition: BlockTransition
    /// (d).
    let mean: UnsafeMutablePointer<Double>
    /// (d)(d), symmetric to the bit.
    let covariance: UnsafeMutablePointer<Double>
    /// P h of the last row before it was absorbed, (d).
    let cross: UnsafeMutablePointer<Double>
    /// What Joseph's form corrects, M h with M = (I − K hᵀ) P, (d).
    private let remainder: UnsafeMutablePointer<Double>
    /// Where the filter stands.
    private(set) var time = 0.0
    /// Value less forecast of the last row, and the variance of that.
    private(set) var residual = 0.0
    private(set) var residualVariance = 1.0

    init(_ layout: StateLayout) {
        self.layout = layout
        transition = BlockTransition(layout)
        let d = max(layout.size, 1)
        mean = .allocate(capacity: d)
        covariance = .allocate(capacity: d * d)
        cross = .allocate(capacity: d)
        remainder = .allocate(capacity: d)
        start(at: 0)
    }

    deinit {
        mean.deallocate()
        covariance.deallocate()
        cross.deallocate()
        remainder.deallocate()
    }

    /// Goes to the state before any row.
    func start(at origin: Double) {
        let d = layout.size
        time = origin
        mean.update(repeating: 0, count: d)
        covariance.update(repeating: 0, count: d * d)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 9) { scratch in
            guard let block = scratch.baseAddress else { return }
            for place in layout.blocks {
                place.writeStart(block)
                let n = place.size
                for i in 0..<n {
                    for j in 0..<n { covariance[d * (place.offset + i) + place.offset + j] = block[n * i + j] }
                }
            }
        }
    }

    /// Goes to a stored state.
    func restore(time: Double, mean: UnsafePointer<Double>, covariance: UnsafePointer<Double>) {
        self.time = time
        self.mean.update(from: mean, count: layout.size)
        self.covariance.update(from: covariance, count: layout.size * layout.size)
    }

    /// Carries the state on to `time`, not before where it stands.
    func advance(to time: Double) {
        let step = time - self.time
        guard step != 0 else { return }
        self.time = time
        transition.prepare(step: step)
        transition.carry(mean)
        transition.carry(covariance: covariance)
    }

    /// Conditions the state on a row at the time where the filter stands.
    ///
    /// - Returns: the row's share of the log likelihood, log p(value | rows before).
    @discardableResult
    func absorb(_ row: ObservationRow) -> Double {
        let d = layout.size
        let error = layout.errorVariance(row)
        let reads = layout.readStarts[row.channel]..<layout.readStarts[row.channel + 1]
        let (p, g, r) = (covariance, cross, remainder)
        writeCross(of: row.channel)
        let forecast = mean(of: row.channel)
        var signal = 0.0
        for k in reads { signal += layout.readValues[k] * g[layout.readPlaces[k]] }
        // Rounding can leave less than nothing where earlier rows were much more precise than the process is wide.
        let s = (signal < 0 ? 0 : signal) + error
        let v = row.value - forecast
        residual = v
        residualVariance = s
        let inverse = 1 / s
        let pull = v * inverse
        for i in 0..<d {
            mean[i] += g[i] * pull
            r[i] = error * (g[i] * inverse)
        }
        for k in reads {
            let (place, loading) = (layout.readPlaces[k], layout.readValues[k])
            let line = p + d * place
            let high = g[place]
            for i in 0..<d { r[i] -= (line[i] - g[i] * inverse * high) * loading }
        }
        for i in 0..<d {
            let gain = g[i] * inverse
            let line = p + d * i
            for j in i..<d { line[j] = (line[j] - gain * g[j]) + r[i] * (g[j] * inverse) }
        }
        for i in 1..<max(d, 1) { for j in 0..<i { p[d * i + j] = p[d * j + i] } }
        return -0.5 * (log(2 * .pi * s) + v * v * inverse)
    }

    /// Writes P h of a channel to `cross`.
    func writeCross(of channel: Int) {
        let d = layout.size
        cross.update(repeating: 0, count: d)
        for k in layout.readStarts[channel]..<layout.readStarts[channel + 1] {
            let loading = layout.readValues[k]
            let line = covariance + d * layout.readPlaces[k]
            for i in 0..<d { cross[i] += loading * line[i] }
        }
    }

    /// Mean of a channel where the filter stands.
    func mean(of channel: Int) -> Double {
        var sum = layout.means[channel]
        for k in layout.readStarts[channel]..<layout.readStarts[channel + 1] {
            sum += layout.readValues[k] * mean[layout.readPlaces[k]]
        }
        return sum
    }

    /// Variance of a channel's process where the filter stands.
    func variance(of channel: Int) -> Double {
        let d = layout.size
        let reads = layout.readStarts[channel]..<layout.readStarts[channel + 1]
        var sum = 0.0
        for i in reads {
            for k in reads {
                sum +=
                    layout.readValues[i] * layout.readValues[k]
                    * covariance[d * layout.readPlaces[i] + layout.readPlaces[k]]
            }
        }
        return sum < 0 ? 0 : sum
    }
}
