import Foundation

/// √(x² + y²), by the slower way only where squares would leave the range of numbers.
@inline(__always)
func length(_ x: Double, _ y: Double) -> Double {
    let square = x * x + y * y
    return square > 1e-280 && square < 1e280 ? square.squareRoot() : hypot(x, y)
}

/// (x, y) ← (c x + s y, c y − s x), element by element.
@inline(__always)
func rotate(
    _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int, _ c: Double, _ s: Double
) {
    for k in 0..<count {
        let (p, q) = (x[k], y[k])
        x[k] = c * p + s * q
        y[k] = c * q - s * p
    }
}
