/// A cubic between two points whose slopes are harmonic means of the neighbouring ones, so that it never overshoots (Fritsch, Butland
/// 1984).
enum MonotoneCubic {
    typealias Point = (time: Double, value: Double)

    /// The value at `share` of the way from `b` to `c`, whose outer neighbours are `a` and `d` where there are any.
    static func value(at share: Double, _ a: Point?, _ b: Point, _ c: Point, _ d: Point?) -> Double {
        let width = c.time - b.time
        guard width > 0 else { return b.value + share * (c.value - b.value) }
        let slope = (c.value - b.value) / width
        let first = a.map { Self.slope(($0.time, $0.value), b, c) } ?? slope
        let second = d.map { Self.slope(b, c, $0) } ?? slope
        let (s, r) = (share, 1 - share)
        return b.value * r * r * (1 + 2 * s) + c.value * s * s * (1 + 2 * r)
            + width * s * r * (r * first - s * second)
    }

    /// The slope at `b`, 0 at a turning point.
    static func slope(_ a: Point, _ b: Point, _ c: Point) -> Double {
        let (left, right) = (b.time - a.time, c.time - b.time)
        guard left > 0, right > 0 else { return 0 }
        let (before, after) = ((b.value - a.value) / left, (c.value - b.value) / right)
        guard before * after > 0 else { return 0 }
        let (w1, w2) = (2 * right + left, right + 2 * left)
        return (w1 + w2) / (w1 / before + w2 / after)
    }
}
