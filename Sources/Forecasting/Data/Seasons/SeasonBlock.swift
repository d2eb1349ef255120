import Foundation

/// A stretch of a signal without its quadratic trend, whose spectrum is measured.
struct SeasonBlock {
    /// Times about the middle, `(n)`.
    let times: [Double]
    /// Values without trend, `(n)`.
    let values: [Double]
    /// Mean square of the values.
    let variance: Double

    /// Time from the first to the last.
    var span: Double { (times.last ?? 0) - (times.first ?? 0) }

    /// - Parameters:
    ///   - times: ascending, at least four.
    ///   - values: of the same number.
    init(times: ArraySlice<Double>, values: ArraySlice<Double>) {
        let middle = ((times.first ?? 0) + (times.last ?? 0)) / 2
        let half = max(((times.last ?? 0) - (times.first ?? 0)) / 2, .leastNormalMagnitude)
        self.times = times.map { $0 - middle }
        let fit = LeastSquares(
            rows: self.times.map { [1, $0 / half, ($0 / half) * ($0 / half)] }, targets: Array(values), ridge: 1e-9)
        self.values = zip(self.times, values).map { time, value in
            let place = time / half
            return value - fit.value([1, place, place * place])
        }
        variance = self.values.reduce(0) { $0 + $1 * $1 } / Double(max(times.count, 1))
    }

    /// Half of what a sinusoid with a free mean takes from the sum of squares, in units of the mean square, at the frequencies
    /// `first`, `first + step`, … (Zechmeister, Kürster 2009): for white noise, exponentially distributed with mean about 1.
    ///
    /// - Complexity: O(n · count).
    func spectrum(first: Double, step: Double, count: Int) -> [Double] {
        guard variance > 0 else { return [Double](repeating: 0, count: count) }
        let width = 8
        let blocks = (times.count + width - 1) / width
        let zero = SIMD8<Double>(repeating: 0)
        var cosines = [SIMD8<Double>](repeating: zero, count: blocks)
        var sines = cosines
        var turnCosines = cosines
        var turnSines = cosines
        var data = cosines
        for (index, time) in times.enumerated() {
            let (block, lane) = (index / width, index % width)
            turnCosines[block][lane] = cos(2 * .pi * step * time)
            turnSines[block][lane] = sin(2 * .pi * step * time)
            data[block][lane] = values[index]
        }
        let n = Double(times.count)
        var found = [Double](repeating: 0, count: count)
        for k in 0..<count {
            // Turned on from frequency to frequency, and computed anew before rounding errors have grown.
            if k % 64 == 0 {
                let frequency = first + Double(k) * step
                for (index, time) in times.enumerated() {
                    cosines[index / width][index % width] = cos(2 * .pi * frequency * time)
                    sines[index / width][index % width] = sin(2 * .pi * frequency * time)
                }
            }
            var (sumC, sumS, sumYC, sumYS, sumCC, sumCS) = (zero, zero, zero, zero, zero, zero)
            for block in 0..<blocks {
                let (c, s, y) = (cosines[block], sines[block], data[block])
                sumC += c
                sumS += s
                sumYC += y * c
                sumYS += y * s
                sumCC += c * c
                sumCS += c * s
                cosines[block] = c * turnCosines[block] - s * turnSines[block]
                sines[block] = s * turnCosines[block] + c * turnSines[block]
            }
            let (meanC, meanS) = (sumC.sum() / n, sumS.sum() / n)
            let cc = sumCC.sum() - n * meanC * meanC
            let ss = n - sumCC.sum() - n * meanS * meanS
            let cs = sumCS.sum() - n * meanC * meanS
            let (yc, ys) = (sumYC.sum(), sumYS.sum())
            let determinant = cc * ss - cs * cs
            guard determinant > 1e-6 * n * n else { continue }
            found[k] = max((ss * yc * yc + cc * ys * ys - 2 * cs * yc * ys) / determinant, 0) / (2 * variance)
        }
        return found
    }
}
