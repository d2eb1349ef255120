/// The predictive distribution of one number: a mixture, with equal weights, of one component a draw.
struct PredictiveMixture<Distribution: ObservationDistribution> {
    typealias Component = Distribution.Component

    /// The components, at least one.
    let components: [Component]

    /// Mean and standard deviation.
    var moments: (mean: Double, deviation: Double) { Component.moments(of: components) }

    /// The least x up to which a share `p` of the mixture lies, 0 < p < 1: a whole number for discrete distributions.
    func quantile(_ p: Double) -> Double {
        let range = Component.quantileRange(p, of: components)
        return Distribution.support.isDiscrete
            ? wholeQuantile(p, in: range) : Component.value(at: continuousQuantile(p, in: range))
    }

    /// A sample of component `index` by a uniform number within (0, 1).
    func sample(_ index: Int, uniform u: Double) -> Double { components[index].quantile(u) }

    /// The distribution function inverted by Halley's method inside a bracket.
    ///
    /// - Complexity: about four evaluations of every component.
    private func continuousQuantile(_ p: Double, in range: QuantileRange) -> Double {
        var (low, high) = (range.low, range.high)
        let count = Double(components.count)
        var x = min(max(range.sum / count, low), high)
        // An error of this size becomes one of its cube, in units of the narrowest component: of the last bits.
        let close = 1e-5 * components.reduce(Double.infinity) { min($0, $1.scale) }
        for _ in 0..<80 where high > low {
            var mass = -p * count
            var density = 0.0
            var slope = 0.0
            for component in components {
                let term = component.evaluate(at: x)
                mass += term.probability
                density += term.density
                slope += term.slope
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
        return x
    }

    /// The least whole number at which the distribution function reaches `p`, by bisection.
    ///
    /// - Complexity: a logarithm of the range's length in evaluations of every component.
    private func wholeQuantile(_ p: Double, in range: QuantileRange) -> Double {
        var (low, high) = (range.low, range.high)
        let mass = p * Double(components.count)
        // A range of any two numbers is halved to nothing in so many steps.
        for _ in 0..<1100 where low < high {
            let middle = (low + 0.5 * (high - low)).rounded(.down)
            let reached = components.reduce(0) { $0 + $1.probability(upTo: middle) }
            if reached >= mass { high = middle } else { low = middle + 1 }
        }
        return high
    }
}
