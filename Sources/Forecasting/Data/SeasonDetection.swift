import Foundation

/// Finds the period of a season by the Lomb–Scargle periodogram (Scargle 1982), which takes irregular times.
enum SeasonDetection {
    /// One channel of one series, without its linear trend.
    struct Signal {
        var times: [Double]
        var values: [Double]

        /// Keeps every k-th point, at most `limit` of them, and subtracts their least-squares line.
        init(times: [Double], values: [Double], limit: Int) {
            let stride = max(1, (times.count + limit - 1) / limit)
            let kept = Swift.stride(from: 0, to: times.count, by: stride)
            self.times = kept.map { times[$0] }
            let taken = kept.map { values[$0] }
            let n = Double(taken.count)
            let meanTime = self.times.reduce(0, +) / n
            let mean = taken.reduce(0, +) / n
            var covariance = 0.0
            var variance = 0.0
            for (t, y) in zip(self.times, taken) {
                covariance += (t - meanTime) * (y - mean)
                variance += (t - meanTime) * (t - meanTime)
            }
            let slope = variance > 0 ? covariance / variance : 0
            self.values = zip(self.times, taken).map { $1 - mean - slope * ($0 - meanTime) }
        }

        /// Share of the variance, 0 to 1, that a sinusoid of `frequency` (cycles per unit of time) explains.
        func power(_ frequency: Double) -> Double {
            let omega = 2 * Double.pi * frequency
            var s2 = 0.0
            var c2 = 0.0
            for t in times {
                s2 += sin(2 * omega * t)
                c2 += cos(2 * omega * t)
            }
            let tau = atan2(s2, c2) / (2 * omega)
            var yc = 0.0
            var ys = 0.0
            var cc = 0.0
            var ss = 0.0
            var yy = 0.0
            for (t, y) in zip(times, values) {
                let c = cos(omega * (t - tau))
                let s = sin(omega * (t - tau))
                yc += y * c
                ys += y * s
                cc += c * c
                ss += s * s
                yy += y * y
            }
            guard yy > 0 else { return 0 }
            return ((cc > 0 ? yc * yc / cc : 0) + (ss > 0 ? ys * ys / ss : 0)) / yy
        }
    }

    /// The period that the signals share, in their unit of time. `nil` where no period with at least four cycles explains a fifth
    /// of their variance, significantly; signals of fewer than 60 points are not used.
    ///
    /// - Complexity: about 3,000 frequencies times 600 points times the number of signals.
    static func period(of signals: [Signal]) -> Double? {
        let usable = signals.filter { $0.times.count >= 60 }
        guard let span = usable.map({ $0.times[$0.times.count - 1] - $0.times[0] }).max(), span > 0 else { return nil }
        let gap = span / Double(usable.map(\.times.count).max() ?? 1)
        let step = 0.2 / span
        let top = min(0.5 / gap, 3000 * step)
        func mean(_ frequency: Double) -> Double {
            usable.reduce(0) { $0 + $1.power(frequency) } / Double(usable.count)
        }
        var best = (frequency: 0.0, power: 0.0)
        var frequency = 4 / span
        while frequency <= top {
            let power = mean(frequency)
            if power > best.power { best = (frequency, power) }
            frequency += step
        }
        let points = usable.reduce(0) { $0 + $1.times.count }
        guard best.power > 0.2, best.power * Double(points) / 2 > 25 else { return nil }
        // Golden section around the peak, whose width is the inverse of the span.
        var low = best.frequency - step
        var high = best.frequency + step
        let ratio = 0.6180339887498949
        for _ in 0..<40 {
            let a = high - ratio * (high - low)
            let b = low + ratio * (high - low)
            if mean(a) > mean(b) { high = b } else { low = a }
        }
        return 2 / (low + high)
    }
}
