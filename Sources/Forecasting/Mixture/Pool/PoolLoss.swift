/// The mean continuous ranked probability score of a linear pool as a function of its weights.
///
/// With a(m) = E|X(m) − y| and b(m, l) = E|X(m) − X(l)| the score of the pool is Σ w a − ½ Σ Σ w w b (Gneiting, Raftery 2007,
/// equation 21): quadratic, and convex on the weights of sum 1.
struct PoolLoss {
    /// Members.
    let count: Int
    /// Forecasts that were added.
    private(set) var forecasts = 0
    /// Σ a, `(members)`.
    private var distances: [Double]
    /// Σ b, `(members, members)`.
    private var pairs: [Double]

    init(members: Int) {
        count = members
        distances = Array(repeating: 0, count: members)
        pairs = Array(repeating: 0, count: members * members)
    }

    /// Adds one forecast.
    ///
    /// - Parameters:
    ///   - distances: a of each member.
    ///   - pairs: b of each two.
    ///   - scale: divides both.
    mutating func add(distances: [Double], pairs: [Double], scale: Double) {
        for index in distances.indices { self.distances[index] += distances[index] / scale }
        for index in pairs.indices { self.pairs[index] += pairs[index] / scale }
        forecasts += 1
    }

    /// Adds the forecasts of another.
    mutating func add(_ other: PoolLoss, scale: Double = 1) {
        for index in distances.indices { distances[index] += other.distances[index] / scale }
        for index in pairs.indices { pairs[index] += other.pairs[index] / scale }
        forecasts += other.forecasts
    }

    /// The score of a pool with `weights`.
    func score(_ weights: [Double]) -> Double {
        var sum = 0.0
        for m in 0..<count {
            sum += weights[m] * distances[m]
            for l in 0..<count { sum -= 0.5 * weights[m] * weights[l] * pairs[m * count + l] }
        }
        return sum / Double(max(forecasts, 1))
    }

    /// The score of one member.
    func score(of member: Int) -> Double {
        (distances[member] - 0.5 * pairs[member * count + member]) / Double(max(forecasts, 1))
    }

    /// How far apart what two members say is on the mean: their energy distance, 0 where they always say the same.
    func separation(_ m: Int, _ l: Int) -> Double {
        let sum = pairs[m * count + l] - 0.5 * (pairs[m * count + m] + pairs[l * count + l])
        return sum / Double(max(forecasts, 1))
    }

    /// The weights of least score plus `penalty` |w − target|², among `allowed` members.
    ///
    /// Weight is moved between two members at a time, by the exact minimum along that direction.
    ///
    /// - Complexity: O(m³) a sweep, some tens of sweeps.
    func weights(towards target: [Double], penalty: Double, among allowed: [Int]) -> [Double] {
        let divisor = Double(max(forecasts, 1))
        var weights = Array(repeating: 0.0, count: count)
        let total = allowed.reduce(0) { $0 + target[$1] }
        for member in allowed { weights[member] = total > 0 ? target[member] / total : 1 / Double(allowed.count) }
        for _ in 0..<200 {
            var moved = 0.0
            for (place, i) in allowed.enumerated() {
                for j in allowed.dropFirst(place + 1) {
                    var slope = (distances[i] - distances[j]) / divisor
                    for l in allowed {
                        slope -= weights[l] * (pairs[i * count + l] - pairs[j * count + l]) / divisor
                    }
                    slope += 2 * penalty * (weights[i] - target[i] - weights[j] + target[j])
                    let bend =
                        (2 * pairs[i * count + j] - pairs[i * count + i] - pairs[j * count + j]) / divisor
                        + 4 * penalty
                    let step = bend > 0 ? -slope / bend : slope > 0 ? -1 : slope < 0 ? 1 : 0
                    let bounded = min(max(step, -weights[i]), weights[j])
                    weights[i] += bounded
                    weights[j] -= bounded
                    moved = max(moved, abs(bounded))
                }
            }
            if moved < 1e-9 { break }
        }
        // Differences of rounding below 0 are none.
        let sum = allowed.reduce(0) { $0 + max(weights[$1], 0) }
        for member in allowed { weights[member] = max(weights[member], 0) / sum }
        return weights
    }

    /// Mean |x − y| over two ascending samples of one size.
    ///
    /// - Complexity: O(n).
    static func distance(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
        let n = a.count
        var (i, j) = (0, 0)
        var sum = 0.0
        var sumA = 0.0
        var sumB = 0.0
        let (startA, startB) = (a.startIndex, b.startIndex)
        while i < n || j < n {
            if j == n || i < n && a[startA + i] <= b[startB + j] {
                let x = Double(a[startA + i])
                sum += x * Double(j) - sumB
                sumA += x
                i += 1
            } else {
                let x = Double(b[startB + j])
                sum += x * Double(i) - sumA
                sumB += x
                j += 1
            }
        }
        return sum / (Double(n) * Double(n))
    }

    /// Mean |x − y| of a sample to a number.
    static func distance(_ sample: ArraySlice<Float>, to y: Double) -> Double {
        sample.reduce(0) { $0 + abs(Double($1) - y) } / Double(sample.count)
    }
}
