import Foundation

/// The Kalman filter over the rows of one series: mean and covariance of the state given the rows so far.
///
/// The covariance is updated in Joseph's form, (I − K hᵀ) P (I − K hᵀ)ᵀ + K R Kᵀ, which corrects in the direction of the reading
/// what rounding leaves of a subtraction; it costs O(d²), as its factors have rank one (Bucy, Joseph 1968). From a row on that is
/// very precise, the filter keeps a triangular factor of the covariance instead, until rows have been ordinary for a while.
/// Rows of one time are absorbed one after the other, which is exact as their errors are independent. The filter allocates when
/// it is made, not when it runs.
final class KalmanFilter {
    let layout: StateLayout
    let transition: BlockTransition
    /// (d).
    let mean: UnsafeMutablePointer<Double>
    /// The covariance P, symmetric to the bit, or where factored the lower triangular L with L Lᵀ = P, (d)(d).
    let matrix: UnsafeMutablePointer<Double>
    /// P h of the last row before it was absorbed, (d).
    let cross: UnsafeMutablePointer<Double>
    /// What Joseph's form corrects, M h with M = (I − K hᵀ) P, (d).
    let remainder: UnsafeMutablePointer<Double>
    private let factors: FactorTransition
    // Read at each row: checks for exclusive access would cost as much as the row's arithmetic where the state is small.
    /// Where the filter stands.
    @exclusivity(unchecked) private(set) var time = 0.0
    @exclusivity(unchecked) var isFactored = false
    /// Whether the state was factored at some row since this was set.
    @exclusivity(unchecked) var wasFactored = false
    /// Ordinary rows since the last precise one, where factored.
    @exclusivity(unchecked) var calm = 0
    /// Value less forecast of the last row, and the variance of that.
    @exclusivity(unchecked) private(set) var residual = 0.0
    @exclusivity(unchecked) private(set) var residualVariance = 1.0

    init(_ layout: StateLayout) {
        self.layout = layout
        transition = BlockTransition(layout)
        factors = FactorTransition(transition)
        let d = max(layout.size, 1)
        mean = .allocate(capacity: d)
        matrix = .allocate(capacity: d * d)
        cross = .allocate(capacity: d)
        remainder = .allocate(capacity: d)
        start(at: 0)
    }

    deinit { for pointer in [mean, matrix, cross, remainder] { pointer.deallocate() } }

    /// Goes to the state before any row.
    func start(at origin: Double) {
        let d = layout.size
        time = origin
        isFactored = false
        wasFactored = false
        calm = 0
        mean.update(repeating: 0, count: d)
        matrix.update(repeating: 0, count: d * d)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 9) { scratch in
            guard let block = scratch.baseAddress else { return }
            for place in layout.blocks {
                place.writeStart(block)
                let n = place.size
                for i in 0..<n {
                    for j in 0..<n { matrix[d * (place.offset + i) + place.offset + j] = block[n * i + j] }
                }
            }
        }
    }

    /// Goes to a stored state.
    func restore(
        time: Double, mean: UnsafePointer<Double>, matrix: UnsafePointer<Double>, isFactored: Bool, calm: Int = 0
    ) {
        self.time = time
        self.isFactored = isFactored
        wasFactored = isFactored
        self.calm = calm
        self.mean.update(from: mean, count: layout.size)
        self.matrix.update(from: matrix, count: layout.size * layout.size)
    }

    /// Carries the state on to `time`, not before where it stands.
    func advance(to time: Double) {
        let step = time - self.time
        guard step != 0 else { return }
        self.time = time
        transition.prepare(step: step)
        transition.carry(mean)
        if isFactored { factors.carry(factor: matrix) } else { transition.carry(covariance: matrix) }
    }

    /// Conditions the state on a row at the time where the filter stands.
    ///
    /// - Returns: the row's share of the log likelihood, log p(value | rows before).
    @discardableResult
    func absorb(_ row: ObservationRow) -> Double {
        let error = layout.errorVariance(row)
        writeCross(of: row.channel)
        var signal = 0.0
        for k in layout.readStarts[row.channel]..<layout.readStarts[row.channel + 1] {
            signal += layout.readValues[k] * cross[layout.readPlaces[k]]
        }
        let v = row.value - mean(of: row.channel)
        let isPrecise = isPrecise(channel: row.channel, signal: signal, error: error)
        if isPrecise {
            factor()
            wasFactored = true
        }
        residual = v
        if isFactored {
            calm = isPrecise ? 0 : calm + 1
            residualVariance = absorbFactored(channel: row.channel, residual: v, error: error)
            if calm == Self.calmRows { multiplyOut() }
        } else {
            // Rounding can leave a little less than nothing.
            residualVariance = (signal < 0 ? 0 : signal) + error
            absorbJoseph(row.channel, error: error)
        }
        return -0.5 * (log(2 * .pi * residualVariance) + v * v / residualVariance)
    }

    private func absorbJoseph(_ channel: Int, error: Double) {
        let d = layout.size
        let (p, g, r) = (matrix, cross, remainder)
        let inverse = 1 / residualVariance
        let pull = residual * inverse
        for i in 0..<d {
            mean[i] += g[i] * pull
            r[i] = error * (g[i] * inverse)
        }
        for k in layout.readStarts[channel]..<layout.readStarts[channel + 1] {
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
    }

    /// Writes P h of a channel to `cross`.
    func writeCross(of channel: Int) {
        let d = layout.size
        if isFactored {
            writeReading(of: channel, remainder)
            for i in 0..<d {
                let line = matrix + d * i
                var sum = 0.0
                for j in 0...i { sum += line[j] * remainder[j] }
                cross[i] = sum
            }
            return
        }
        cross.update(repeating: 0, count: d)
        for k in layout.readStarts[channel]..<layout.readStarts[channel + 1] {
            let loading = layout.readValues[k]
            let line = matrix + d * layout.readPlaces[k]
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
        var sum = 0.0
        if isFactored {
            writeReading(of: channel, remainder)
            for j in 0..<d { sum += remainder[j] * remainder[j] }
            return sum
        }
        let reads = layout.readStarts[channel]..<layout.readStarts[channel + 1]
        for i in reads {
            for k in reads {
                sum +=
                    layout.readValues[i] * layout.readValues[k]
                    * matrix[d * layout.readPlaces[i] + layout.readPlaces[k]]
            }
        }
        return sum < 0 ? 0 : sum
    }
}
