import Foundation

/// Gauss–Legendre quadrature of ten nodes: exact for polynomials up to degree 19.
enum GaussLegendre {
    /// Nodes on (−1, 1) and their weights, from Newton's method on the Legendre polynomial.
    static let rule: [(node: Double, weight: Double)] = {
        let n = 10
        return (0..<n).map { index in
            var x = cos(Double.pi * (Double(index) + 0.75) / (Double(n) + 0.5))
            var slope = 1.0
            for _ in 0..<100 {
                var before = 1.0
                var value = x
                for k in 2...n {
                    (before, value) = (value, ((2 * Double(k) - 1) * x * value - (Double(k) - 1) * before) / Double(k))
                }
                slope = Double(n) * (x * value - before) / (x * x - 1)
                let change = value / slope
                x -= change
                if abs(change) < 1e-16 { break }
            }
            return (x, 2 / ((1 - x * x) * slope * slope))
        }
    }()

    /// Calls `body` with the nodes and weights of panels no longer than `panel` over `from ... to`.
    static func forEachNode(from: Double, to: Double, panel: Double, _ body: (_ node: Double, _ weight: Double) -> Void)
    {
        guard to > from else { return }
        let count = max(1, Int(min(((to - from) / panel).rounded(.up), 1e7)))
        let half = (to - from) / Double(count) / 2
        for index in 0..<count {
            let center = from + (2 * Double(index) + 1) * half
            for (node, weight) in rule { body(center + half * node, half * weight) }
        }
    }
}
