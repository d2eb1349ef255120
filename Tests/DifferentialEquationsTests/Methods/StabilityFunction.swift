/// A complex number, as far as stability functions need it.
struct Complex: Sendable {
    var re: Double
    var im: Double

    init(_ re: Double, _ im: Double = 0) {
        self.re = re
        self.im = im
    }

    /// Absolute value.
    var size: Double { (re * re + im * im).squareRoot() }

    static func + (a: Complex, b: Complex) -> Complex { Complex(a.re + b.re, a.im + b.im) }
    static func - (a: Complex, b: Complex) -> Complex { Complex(a.re - b.re, a.im - b.im) }
    static func * (a: Complex, b: Complex) -> Complex {
        Complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
    }
    static func / (a: Complex, b: Complex) -> Complex {
        let square = b.re * b.re + b.im * b.im
        return Complex((a.re * b.re + a.im * b.im) / square, (a.im * b.re - a.re * b.im) / square)
    }
}

/// R(z) = 1 + z Σ bᵢ gᵢ, g = 1 + z a g, for a lower triangular a with its diagonal: what a method makes of y' = λy, z = hλ.
func stability(a: [[Double]], b: [Double], at z: Complex) -> Complex {
    var g: [Complex] = []
    for stage in b.indices {
        var sum = Complex(0)
        for (j, value) in g.enumerated() { sum = sum + Complex(a[stage][j]) * value }
        g.append((Complex(1) + z * sum) / (Complex(1) - z * Complex(a[stage][stage])))
    }
    var sum = Complex(0)
    for (weight, value) in zip(b, g) { sum = sum + Complex(weight) * value }
    return Complex(1) + z * sum
}
