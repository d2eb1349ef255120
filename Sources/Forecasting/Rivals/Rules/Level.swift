import Foundation
import Numerics

/// A mean whose older values count half after each half-life.
struct Level: Codable, Sendable, Hashable {
    /// In the unit of time; `nil` for equal weights.
    let halfLife: Double?

    /// The half-life that errs least one to 256 observations ahead, far ones counting as much as near ones.
    ///
    /// - Complexity: O(n).
    init(learning histories: [ChannelHistory]) {
        var gaps: [Double] = []
        for history in histories {
            gaps += zip(history.times.dropFirst(), history.times).map { $0 - $1 }.filter { $0 > 0 }
        }
        guard !gaps.isEmpty else {
            halfLife = nil
            return
        }
        gaps.sort()
        let gap = RobustScale.quantile(gaps, 0.5)
        var best: (halfLife: Double?, error: Double) = (nil, .infinity)
        for halfLife in [nil, 1024 * gap, 256 * gap, 64 * gap, 16 * gap, 4 * gap, 0.5 * gap] {
            var (sum, count) = (0.0, 0.0)
            for history in histories {
                let levels = Level(halfLife: halfLife).forward(history.times, history.values)
                for ahead in [1, 4, 16, 64, 256] where 2 * ahead < history.values.count || ahead == 1 {
                    let targets = ahead..<max(history.values.count, ahead)
                    let stride = max(1, targets.count / 2000)
                    for k in Swift.stride(from: ahead, to: history.values.count, by: stride) {
                        sum += Double(stride) / Double(targets.count) * abs(history.values[k] - levels[k - ahead].mean)
                    }
                    count += targets.isEmpty ? 0 : 1
                }
            }
            let error = sum / max(count, 1)
            // A longer memory unless a shorter one is clearly better.
            if error < best.error * 0.98 { best = (halfLife, error) }
        }
        halfLife = best.halfLife
    }

    init(halfLife: Double?) { self.halfLife = halfLife }

    /// The weighted mean of the values up to each, and the sum of its weights seen from there.
    private func forward(_ times: [Double], _ values: [Double]) -> [(mean: Double, weight: Double)] {
        var mean = 0.0
        var weight = 0.0
        return times.indices.map { k in
            if k > 0, let halfLife { weight *= exp2(-(times[k] - times[k - 1]) / halfLife) }
            weight += 1
            mean += (values[k] - mean) / weight
            return (mean, weight)
        }
    }

    /// The level at `times`, ascending, `(K)`: amid the history from both sides, each value by its distance.
    ///
    /// - Complexity: O(n + K).
    func values(at times: [Double], given history: ChannelHistory) -> [Double] {
        let before = forward(history.times, history.values)
        let mirrored = forward(history.times.reversed().map(-), history.values.reversed())
        let count = history.times.count
        var next = 0
        return times.map { time in
            while next < count, history.times[next] <= time { next += 1 }
            var (sum, weight) = (0.0, 0.0)
            func add(_ side: (mean: Double, weight: Double), at distance: Double) {
                let share = side.weight * (halfLife.map { exp2(-distance / $0) } ?? 1)
                sum += share * side.mean
                weight += share
            }
            // Beyond the last there is one side, whose weights fall alike.
            if next > 0 { add(before[next - 1], at: next == count ? 0 : time - history.times[next - 1]) }
            if next < count { add(mirrored[count - 1 - next], at: next == 0 ? 0 : history.times[next] - time) }
            return weight > 0 ? sum / weight : before[min(next, count - 1)].mean
        }
    }

    /// For people.
    var text: FactText { halfLife.map { "level of half-life \(duration: $0)" } ?? "level: the mean" }
}
