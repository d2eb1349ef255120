import TimeSeries

/// When a condition comes to hold for the first time: the distribution of the time, from sample paths, cut off at a horizon.
///
/// A path is looked at in steps, and the moment of its passage is interpolated by a line between the last value that does not meet the
/// condition and the first one that does. What happens between two steps is not seen, and of a value with noise it is the noisy
/// value that counts: the answer is when somebody who reads the value at these steps will see it pass. Finer steps see more:
/// against a process watched all the time, steps of Δ see a random walk of deviation σ√t pass as if the level were about
/// 0.58 σ √Δ further off (Broadie, Glasserman, Kou 1997).
public struct FirstPassage: Sendable, Hashable {
    /// The time from which it is counted: the last observation seen.
    public let now: Moment
    /// How far the paths go: seconds, or the data's own unit.
    public let horizon: Double
    /// Times between looks.
    public let step: Double
    /// Paths looked at.
    public let paths: Int
    /// Time since `now` at which a path passes, for those that do within the horizon, ascending; 0 where the condition holds
    /// already.
    public let times: [Double]

    /// Looks for the first passage of every path.
    ///
    /// - Parameters:
    ///   - condition: what is waited for.
    ///   - now: the time from which elapsed times are counted.
    ///   - last: the last value observed; `nil` for none. Where it meets the condition, every path has passed at once.
    ///   - elapsed: times of the looks since `now`, ascending, above zero, `(K)`.
    ///   - values: the paths, `(samples, K)`.
    /// - Complexity: O(samples · K).
    init(_ condition: LevelCondition, now: Moment, last: Double?, elapsed: [Double], values: [Double]) {
        self.now = now
        horizon = elapsed.last ?? 0
        step = elapsed.first ?? 0
        paths = elapsed.isEmpty ? 0 : values.count / elapsed.count
        var found: [Double] = []
        for path in 0..<paths {
            if let last, condition.holds(last) {
                found.append(0)
                continue
            }
            var before = (time: 0.0, value: last)
            for (k, time) in elapsed.enumerated() {
                let value = values[path * elapsed.count + k]
                if condition.holds(value) {
                    // A path without a last value is there when it is first looked at.
                    let share = before.value.map { ($0 - condition.level) / ($0 - value) } ?? 1
                    let part = share.isFinite ? min(max(share, 0), 1) : 1
                    found.append(before.time + part * (time - before.time))
                    break
                }
                before = (time, value)
            }
        }
        times = found.sorted()
    }

    /// Probability that it comes within the horizon.
    public var probability: Double { paths > 0 ? Double(times.count) / Double(paths) : 0 }

    /// Whether more than half of the probability lies beyond the horizon, so that the median is not known.
    public var isCensored: Bool { quantile(0.5) == nil }

    /// The time since ``now`` before which it comes with `probability`; `nil` where that lies beyond the horizon.
    ///
    /// - Parameter probability: within (0, 1).
    public func quantile(_ probability: Double) -> Double? {
        // The least time by which at least this share of the paths has passed; rounding must not ask for one path more.
        let rank = max(1, Int((probability * Double(paths) * (1 - 1e-12)).rounded(.up)))
        return rank <= times.count ? times[rank - 1] : nil
    }

    /// Probability that it does not come before `elapsed` since ``now``; that at the horizon where `elapsed` is beyond it.
    public func probability(notBefore elapsed: Double) -> Double {
        guard paths > 0 else { return 1 }
        return 1 - Double(times.partitionPoint { $0 >= elapsed }) / Double(paths)
    }

    /// The time since ``now`` until which the probability that it has come stays below `risk`; `nil` where it does over all of the
    /// horizon.
    public func actBy(risk: Double) -> Double? { quantile(risk) }
}
