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

    /// The quantiles of many probabilities, ascending: each search begins where the slope at the one before points.
    ///
    /// - Complexity: one to two evaluations of every component a quantile.
    func quantiles(_ probabilities: [Double]) -> [Double] {
        guard !Distribution.support.isDiscrete, let least = probabilities.first, let greatest = probabilities.last
        else {
            return probabilities.map(quantile)
        }
        var range = Component.quantileRange(least, of: components)
        let high = Component.quantileRange(greatest, of: components).high
        let close = closeness
        var x = min(max(range.sum / Double(components.count), range.low), range.high)
        var (p, density) = (least, 0.0)
        range.high = high
        return probabilities.map { next in
            if density > 0 { x = min(max(x + (next - p) / density, range.low), range.high) }
            (x, density) = search(next, in: range, from: x, close: close)
            p = next
            range.low = max(range.low, min(x, high))
            return Component.value(at: x)
        }
    }

    /// A step so small that the error after it is its cube, in units of the narrowest component: of the last bits.
    private var closeness: Double { 1e-5 * components.reduce(Double.infinity) { min($0, $1.scale) } }

    private func continuousQuantile(_ p: Double, in range: QuantileRange) -> Double {
        let start = min(max(range.sum / Double(components.count), range.low), range.high)
        return search(p, in: range, from: start, close: closeness).x
    }

    /// The distribution function inverted by Halley's method inside a bracket, and the density at the last point that was looked at.
    ///
    /// - Complexity: about four evaluations of every component from the middle of the bracket.
    private func search(
        _ p: Double, in range: QuantileRange, from start: Double, close: Double
    ) -> (x: Double, density: Double) {
        var (low, high) = (range.low, range.high)
        let count = Double(components.count)
        var x = start
        var last = 0.0
        for turn in 0..<120 where high > low {
            var mass = -p * count
            var density = 0.0
            var slope = 0.0
            for component in components {
                let term = component.evaluate(at: x)
                mass += term.probability
                density += term.density
                slope += term.slope
            }
            last = density / count
            if mass == 0 { break }
            if mass > 0 { high = x } else { low = x }
            var next = x - mass * density / (density * density - 0.5 * mass * slope)
            // Far out in a tail the steps are short: every other one then halves the bracket.
            let isInside = next > low && next < high && (turn < 8 || turn % 2 == 0)
            if !isInside { next = 0.5 * (low + high) }
            let moved = abs(next - x)
            x = next
            if moved <= (isInside ? max(close, 1e-15 * abs(x)) : 1e-15 * abs(x)) { break }
        }
        return (x, last)
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
