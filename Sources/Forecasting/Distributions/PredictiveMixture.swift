import Foundation
import Lanes

/// The predictive distribution of one number: a mixture, with equal weights, of what each posterior draw predicts.
///
/// On a logarithmic channel the mixture is that of the logarithm. The exponential of Student's t has no mean; there each draw
/// is normal with one of the scales whose mixture Student's t is, the widest cut off.
struct PredictiveMixture {
    let likelihood: ObservationLikelihood
    /// One centre a draw, in the data's unit (or its logarithm).
    let centers: [Double]
    /// One scale a draw.
    let scales: [Double]
    let isLogarithmic: Bool

    /// - Parameter tailScales: those of as many draws, where the caller keeps them for many mixtures.
    init(
        likelihood: ObservationLikelihood, centers: [Double], scales: [Double], isLogarithmic: Bool,
        tailScales: [Double]? = nil
    ) {
        let isMixed = isLogarithmic && likelihood == .studentT
        self.likelihood = isMixed ? .gaussian : likelihood
        self.centers = centers
        self.scales = isMixed ? zip(scales, tailScales ?? Self.tailScales(scales.count)).map { $0 * $1 } : scales
        self.isLogarithmic = isLogarithmic
    }

    /// Scales of `count` normals that together stand for Student's t of four degrees of freedom: 1/√g for g at evenly
    /// spaced probabilities of Gamma(2, rate 2), in an order in which every stretch has all sizes. None is above 2.45: wider
    /// ones, one in twenty, would make the mean of the exponential what the rarest draw says.
    static func tailScales(_ count: Int) -> [Double] {
        (0..<count).map { index in
            // Steps of the golden ratio fill the unit interval evenly.
            let place = (Double(index) * 0.6180339887498949 + 0.5 / Double(count)).truncatingRemainder(dividingBy: 1)
            // Newton's method on 1 − e^(−x) (1 + x), x = 2 g.
            var x = 2.0
            for _ in 0..<60 {
                let next = x - (1 - exp(-x) * (1 + x) - place) / (x * exp(-x))
                let bounded = min(max(next, 0.5 * x), 2 * x)
                if abs(bounded - x) < 1e-12 * x { break }
                x = bounded
            }
            return 1 / max(0.5 * x, 1 / 6.0).squareRoot()
        }
    }

    /// Mean and standard deviation of the value.
    var moments: (mean: Double, deviation: Double) {
        let n = Double(centers.count)
        if isLogarithmic {
            // Relative to the first draw's mean, so that nothing overflows before the value itself does.
            let reference = centers[0]
            var first = 0.0
            var second = 0.0
            for (c, s) in zip(centers, scales) {
                first += exp(c - reference + 0.5 * s * s)
                second += exp(2 * (c - reference) + 2 * s * s)
            }
            let mean = first / n
            return (exp(reference) * mean, exp(reference) * max(second / n - mean * mean, 0).squareRoot())
        }
        let spread = likelihood == .gaussian ? 1.0 : 2.0
        let reference = centers[0]
        let mean = centers.reduce(0) { $0 + ($1 - reference) } / n
        let unit = Self.unit(max(scales.max() ?? 0, abs(mean)))
        var variance = 0.0
        for (c, s) in zip(centers, scales) {
            let distance = (c - reference - mean) / unit
            variance += distance * distance + spread * (s / unit) * (s / unit)
        }
        return (reference + mean, (variance / n).squareRoot() * unit)
    }

    /// A power of two near `size`: numbers of that size can be divided by it exactly, and then squared.
    static func unit(_ size: Double) -> Double {
        size.isNormal ? Double(sign: .plus, exponent: min(max(size.exponent, -1000), 1000), significand: 1) : 1
    }

    /// The value below which a share `p` of the mixture lies: the distribution function inverted by Halley's method
    /// inside a bracket.
    ///
    /// - Complexity: about four evaluations of every component.
    func quantile(_ p: Double) -> Double {
        let standard = Self.standardQuantile(p, likelihood)
        var low = Double.infinity
        var high = -Double.infinity
        var x = 0.0
        for (c, s) in zip(centers, scales) {
            let component = c + s * standard
            low = min(low, component)
            high = max(high, component)
            x += component
        }
        x = min(max(x / Double(centers.count), low), high)
        // An error of this size becomes one of its cube, in units of the narrowest component: of the last bits.
        let close = 1e-5 * (scales.min() ?? 0)
        for _ in 0..<80 where high > low {
            var mass = -p * Double(centers.count)
            var density = 0.0
            var slope = 0.0
            for (c, s) in zip(centers, scales) {
                let t = (x - c) / s
                let (f, d, relative) = Self.standard(t, likelihood)
                mass += f
                density += d / s
                slope += d * relative / (s * s)
            }
            if mass == 0 { break }
            if mass > 0 { high = x } else { low = x }
            var next = x - mass * density / (density * density - 0.5 * mass * slope)
            let isInside = next > low && next < high
            if !isInside { next = 0.5 * (low + high) }
            let moved = abs(next - x)
            x = next
            if moved <= (isInside ? max(close, 1e-15 * abs(x)) : 1e-15 * abs(x)) { break }
        }
        return isLogarithmic ? exp(x) : x
    }

    /// The value of a draw whose standardised noise has the probability `u`.
    func draw(_ index: Int, probability u: Double) -> Double {
        let x = centers[index] + scales[index] * Self.standardQuantile(u, likelihood)
        return isLogarithmic ? exp(x) : x
    }

    /// Distribution function, density, and the density's derivative over itself, of the standard component.
    static func standard(
        _ t: Double, _ likelihood: ObservationLikelihood
    ) -> (probability: Double, density: Double, relativeSlope: Double) {
        switch likelihood {
        case .gaussian: return (standardNormalCDF(t), 0.3989422804014327 * exp(-0.5 * t * t), -t)
        case .studentT:
            let s = t / (t * t + 4).squareRoot()
            let w = 1 / (1 + t * t / 4)
            return (0.5 + 0.75 * (s - s * s * s / 3), 0.375 * w * w * w.squareRoot(), -1.25 * t * w)
        }
    }

    /// Quantile of the standard component; Student's t of four degrees of freedom has a closed form (Shaw 2006).
    static func standardQuantile(_ p: Double, _ likelihood: ObservationLikelihood) -> Double {
        switch likelihood {
        case .gaussian: return standardNormalQuantile(p)
        case .studentT:
            let root = (4 * p * (1 - p)).squareRoot()
            let q = cos(acos(min(root, 1)) / 3) / root
            let t = 2 * max(q - 1, 0).squareRoot()
            return p < 0.5 ? -t : t
        }
    }
}
