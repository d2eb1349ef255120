import TimeSeries

/// Monotone cubic pieces between the observations (Fritsch, Butland 1984): no overshoot; beyond the last, its value.
struct CubicRule: PointRule {
    static let name = "cubic"
    static let summary = "monotone cubic pieces between the observations; after the last, its value"

    init(learning histories: [ChannelHistory], seasons: [Season]) {}

    func centers(at times: [Double], given history: ChannelHistory) -> [Double] {
        let (x, y) = (history.times, history.values)
        guard x.count >= 3 else { return LinearRule(learning: [], seasons: []).centers(at: times, given: history) }
        let slopes = Self.slopes(x, y)
        return times.map { time in
            let next = x.partitionPoint { $0 > time }
            guard next > 0 else { return y[0] }
            guard next < x.count else { return y[x.count - 1] }
            let width = x[next] - x[next - 1]
            let s = (time - x[next - 1]) / width
            // Hermite's basis (1 − s)²(1 + 2s), s(1 − s)², s²(3 − 2s), s²(s − 1).
            let left = (1 - s) * (1 - s) * ((1 + 2 * s) * y[next - 1] + s * width * slopes[next - 1])
            let right = s * s * ((3 - 2 * s) * y[next] + (s - 1) * width * slopes[next])
            return left + right
        }
    }

    /// Slopes at the observations: weighted harmonic means of those on either side, 0 at a turn; at the ends from three points.
    private static func slopes(_ x: [Double], _ y: [Double]) -> [Double] {
        let n = x.count
        let h = zip(x.dropFirst(), x).map { $0 - $1 }
        let d = (0..<n - 1).map { (y[$0 + 1] - y[$0]) / h[$0] }
        var slopes = [Double](repeating: 0, count: n)
        for k in 1..<n - 1 {
            slopes[k] = MonotoneCubic.slope((x[k - 1], y[k - 1]), (x[k], y[k]), (x[k + 1], y[k + 1]))
        }
        slopes[0] = end(h[0], h[1], d[0], d[1])
        slopes[n - 1] = end(h[n - 2], h[n - 3], d[n - 2], d[n - 3])
        return slopes
    }

    /// The one-sided slope at an end, kept from overshooting.
    private static func end(_ h0: Double, _ h1: Double, _ d0: Double, _ d1: Double) -> Double {
        let slope = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1)
        if slope * d0 <= 0 { return 0 }
        if d0 * d1 <= 0, abs(slope) > 3 * abs(d0) { return 3 * d0 }
        return slope
    }
}

extension ForecasterKind {
    /// Monotone cubic pieces between the observations.
    public static let cubic = rule(CubicRule.self)
}
