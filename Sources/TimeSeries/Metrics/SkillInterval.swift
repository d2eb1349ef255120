/// How sure a skill is: an interval by the bootstrap over groups of forecasts.
extension Score {
    /// A percentile interval of 1 − Σ loss / Σ reference, by drawing groups with replacement (Efron 1979; Künsch 1989 for blocks).
    ///
    /// A group is a series where series are independent of each other; where there is one only, a group is a forecast origin, and origins
    /// are drawn in blocks of neighbours.
    ///
    /// - Parameters:
    ///   - losses: sum of the losses in each group, `(n)`.
    ///   - reference: the same of the forecast compared with, none below zero, `(n)`.
    ///   - block: groups that are drawn together, in the order of time; 1 for independent ones.
    ///   - probability: of the interval.
    ///   - resamples: draws.
    ///   - seed: of the draws; the same one gives the same interval.
    /// - Returns: `nil` where it is undefined: fewer than two groups, or fewer than two blocks of them, or a reference that is 0 in a draw.
    /// - Complexity: O(n · resamples).
    public static func skillInterval(
        _ losses: [Double], reference: [Double], block: Int = 1, probability: Double = 0.95, resamples: Int = 1000,
        seed: UInt64 = 0
    ) -> ClosedRange<Double>? {
        precondition(losses.count == reference.count, "\(losses.count) losses, \(reference.count) of the reference")
        precondition(block >= 1 && resamples >= 1, "blocks of \(block), \(resamples) draws")
        precondition(probability > 0 && probability < 1, "an interval of probability \(probability)")
        let count = losses.count
        guard count >= 2, count >= 2 * block else { return nil }
        var random = SplitMix64(state: seed)
        var skills: [Double] = []
        skills.reserveCapacity(resamples)
        for _ in 0..<resamples {
            var (loss, other) = (0.0, 0.0)
            var drawn = 0
            while drawn < count {
                let start = random.below(count - block + 1)
                for index in start..<start + min(block, count - drawn) {
                    loss += losses[index]
                    other += reference[index]
                }
                drawn += block
            }
            guard other > 0 else { return nil }
            skills.append(1 - loss / other)
        }
        skills.sort()
        func quantile(_ p: Double) -> Double {
            let place = p * Double(resamples - 1)
            let low = Int(place)
            return skills[low] + (place - Double(low)) * (skills[min(low + 1, resamples - 1)] - skills[low])
        }
        let low = quantile((1 - probability) / 2)
        return low...max(low, quantile((1 + probability) / 2))
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): a short generator for draws of a few thousand.
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number in 0 ..< `count`; the bias, `count` / 2⁶⁴, does not matter.
    mutating func below(_ count: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(count)).high) }
}
