import Foundation
import Lanes

/// A path of standard normal numbers over all times, each a function of its time alone: an Ornstein–Uhlenbeck process plus noise.
///
/// At whole multiples of ℓ the process is a moving average of independent numbers; between them it is halved again and again, each
/// middle drawn given both ends (Lévy's construction), to 2⁻¹⁰ ℓ. A value is thus the same whatever other times are asked for.
struct SamplePath {
    let memory: ErrorMemory
    let random: Philox4x32
    /// The series' and the channel's.
    let key: UInt32
    let sample: UInt32

    private static let terms = 20
    private static let halvings = 10

    /// The path's value at `time`, counted from anywhere fixed.
    func value(at time: Double) -> Double {
        var noise = 0.0
        if memory.noise > 0 {
            noise = random.normal(
                .regressionPaths, epoch: 0, series: key ^ sample, sample: UInt32(truncatingIfNeeded: time.bitPattern),
                index: UInt32(truncatingIfNeeded: time.bitPattern >> 32))
        }
        guard memory.noise < 1 else { return noise }
        return (1 - memory.noise).squareRoot() * smooth(time / memory.length) + memory.noise.squareRoot() * noise
    }

    private func smooth(_ place: Double) -> Double {
        // Beyond this no distance of ℓ is left in the number.
        let bounded = min(max(place, -0x1p40), 0x1p40)
        let cell = bounded.rounded(.down)
        let grid = Int(cell)
        var position = Int(((bounded - cell) * Double(1 << Self.halvings)).rounded())
        var (low, high) = (knot(grid), knot(grid + 1))
        var node = 1
        var half = 1 << (Self.halvings - 1)
        var distance = 0.5
        while half > 0 {
            if position == 0 { return low }
            if position == 2 * half { return high }
            let rho = exp(-distance)
            let mean = rho * (low + high) / (1 + rho * rho)
            let deviation = ((1 - rho * rho) / (1 + rho * rho)).squareRoot()
            let middle = mean + deviation * normal(2, grid &* 4096 &+ node)
            if position < half {
                high = middle
                node = 2 * node
            } else {
                low = middle
                position -= half
                node = 2 * node + 1
            }
            half /= 2
            distance /= 2
        }
        return position == 0 ? low : high
    }

    /// The process at `index` times ℓ.
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
        random.normal(
            .regressionPaths, epoch: epoch, series: key, sample: sample, index: UInt32(truncatingIfNeeded: index))
    }
}
