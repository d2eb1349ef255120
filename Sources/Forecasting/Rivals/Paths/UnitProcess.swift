import Foundation
import Lanes

/// A path of the stationary Gaussian process of correlation e^(−|Δ|) and variance 1, each value a function of its place alone.
///
/// At whole numbers the process is a moving average of independent numbers; between them it is halved again and again, each
/// middle drawn given both ends (Lévy's construction), to 2⁻¹⁰. A value is thus the same whatever other places are asked for.
struct UnitProcess {
    let random: Philox4x32
    let purpose: RandomPurpose
    let key: UInt32
    let sample: UInt32
    /// The ends of the latest cell: places asked for one after the other share them.
    private var cell = (index: 0, low: 0.0, high: 0.0, isKnown: false)
    /// The latest middle of each halving and its node; node 0 for none.
    private var middles = [(node: Int, value: Double)](repeating: (0, 0), count: halvings)

    private static let terms = 20
    private static let halvings = 10
    /// Of each halving the factor of both ends and the deviation of the middle given them.
    private static let steps = (0..<halvings).map { level in
        let rho = exp(-0.5 * exp2(-Double(level)))
        return (factor: rho / (1 + rho * rho), deviation: ((1 - rho * rho) / (1 + rho * rho)).squareRoot())
    }

    /// - Parameters:
    ///   - purpose: has epochs 2 for middles and 4 for whole numbers.
    ///   - key: of the process.
    init(random: Philox4x32, purpose: RandomPurpose, key: UInt32, sample: UInt32) {
        self.random = random
        self.purpose = purpose
        self.key = key
        self.sample = sample
    }

    /// The value at `place`.
    mutating func value(at place: Double) -> Double {
        // Beyond this no distance of 1 is left in the number.
        let bounded = min(max(place, -0x1p40), 0x1p40)
        let whole = bounded.rounded(.down)
        let grid = Int(whole)
        var position = Int(((bounded - whole) * Double(1 << Self.halvings)).rounded())
        if !cell.isKnown || cell.index != grid {
            cell = (grid, knot(grid), knot(grid + 1), true)
            for level in middles.indices { middles[level].node = 0 }
        }
        var (low, high) = (cell.low, cell.high)
        var node = 1
        for level in 0..<Self.halvings {
            let half = 1 << (Self.halvings - 1 - level)
            if position == 0 { return low }
            if position == 2 * half { return high }
            if middles[level].node != node {
                let step = Self.steps[level]
                middles[level] = (
                    node, step.factor * (low + high) + step.deviation * normal(2, grid &* 4096 &+ node)
                )
            }
            if position < half {
                high = middles[level].value
                node = 2 * node
            } else {
                low = middles[level].value
                position -= half
                node = 2 * node + 1
            }
        }
        return position == 0 ? low : high
    }

    /// The process at the whole number `index`.
    private func knot(_ index: Int) -> Double {
        let rho = exp(-1.0)
        var sum = 0.0
        var factor = (1 - rho * rho).squareRoot()
        for back in 0..<Self.terms {
            sum += factor * normal(4, index &- back)
            factor *= rho
        }
        return sum
    }

    private func normal(_ epoch: UInt32, _ index: Int) -> Double {
        random.normal(purpose, epoch: epoch, series: key, sample: sample, index: UInt32(truncatingIfNeeded: index))
    }
}
