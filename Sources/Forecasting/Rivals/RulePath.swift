import Foundation
import Lanes

/// A path of standard normal scores of a rule's errors in one channel, each a function of its time alone.
///
/// Ahead of the history it has the correlations of ``PathMemory``: of its parts the random walk over √h is a stationary process in half the
/// logarithm of the lead h. Between two observations it is a Brownian bridge's over its deviation, of its own in each gap. Channels
/// that go together are sums of the same paths by the rows of ``PathCoupling``.
struct RulePath {
    private let memory: PathMemory
    private var parts: [Part]

    /// - Parameters:
    ///   - weights: of the paths that the channel is a sum of, their squares of sum 1.
    ///   - key: the series'.
    init(memory: PathMemory, weights: [(path: Int, weight: Double)], random: Philox4x32, key: UInt32, sample: UInt32) {
        self.memory = memory
        parts = weights.map { index, weight in
            // Multiples of an odd number keep the keys apart.
            let own = key ^ (UInt32(truncatingIfNeeded: index) &* 0x9E37_79B9)
            return Part(weight: weight, random: random, key: own, sample: sample)
        }
    }

    /// The score of a forecast.
    ///
    /// - Parameters:
    ///   - lead: time since the channel's last observation, above zero.
    ///   - elapsed: time since the series' last observation of any channel.
    ///   - time: the time itself.
    mutating func ahead(lead: Double, elapsed: Double, time: Double) -> Double {
        var sum = 0.0
        for index in parts.indices {
            var score = 0.0
            if memory.noise > 0 { score += memory.noise.squareRoot() * parts[index].noise(at: time) }
            if memory.walk > 0 { score += memory.walk.squareRoot() * parts[index].walk.value(at: log(lead) / 2) }
            let rest = 1 - memory.noise - memory.walk
            if rest > 1e-9 { score += rest.squareRoot() * parts[index].rest.value(at: elapsed / memory.length) }
            sum += parts[index].weight * score
        }
        return sum
    }

    /// The score of an interpolation at `time`, between two observations, at `share` of the gap that begins at `begin`.
    mutating func amid(_ time: Double, begin: Double, share: Double) -> Double {
        var sum = 0.0
        for index in parts.indices {
            var score = 0.0
            if memory.noise > 0 { score += memory.noise.squareRoot() * parts[index].noise(at: time) }
            let place = share > 0 && share < 1 ? log(share / (1 - share)) / 2 : 0
            score += (1 - memory.noise).squareRoot() * parts[index].bridge(at: place, begin: begin)
            sum += parts[index].weight * score
        }
        return sum
    }

    /// One of the paths that channels are sums of.
    private struct Part {
        let weight: Double
        var walk: UnitProcess
        var rest: UnitProcess
        private var gap: (begin: Double, process: UnitProcess)?

        init(weight: Double, random: Philox4x32, key: UInt32, sample: UInt32) {
            self.weight = weight
            rest = UnitProcess(random: random, purpose: .rulePaths, key: key, sample: sample)
            walk = UnitProcess(random: random, purpose: .rulePaths, key: key ^ 0x5BD1_E995, sample: sample)
        }

        func noise(at time: Double) -> Double {
            rest.random.normal(
                rest.purpose, epoch: 0, series: rest.key ^ rest.sample,
                sample: UInt32(truncatingIfNeeded: time.bitPattern),
                index: UInt32(truncatingIfNeeded: time.bitPattern >> 32))
        }

        mutating func bridge(at place: Double, begin: Double) -> Double {
            if gap?.begin != begin {
                let word = begin.bitPattern &* 0xD6E8_FEB8_6659_FD93
                gap = (
                    begin,
                    UnitProcess(
                        random: rest.random, purpose: rest.purpose,
                        key: rest.key ^ UInt32(truncatingIfNeeded: word >> 32), sample: rest.sample)
                )
            }
            return gap?.process.value(at: place) ?? 0
        }
    }
}
