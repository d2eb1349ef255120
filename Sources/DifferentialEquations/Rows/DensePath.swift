import Lanes

/// The polynomials of all steps of a solution.
public struct DensePath<Scalar: LaneScalar>: Sendable {
    struct Piece: Sendable {
        /// From here on the piece holds.
        var from: Double
        var time: Double
        var step: Double
        var shift: Scalar
        var powers: Int
        var offset: Int
    }

    let features: Int
    private(set) var pieces: [Piece] = []
    private(set) var numbers: [Scalar] = []
    private let direction: Double

    init(features: Int, direction: Double) {
        self.features = features
        self.direction = direction
    }

    mutating func append(_ polynomial: StepPolynomial<Scalar>, from start: Double) {
        pieces.append(
            Piece(
                from: start, time: polynomial.time, step: polynomial.step, shift: polynomial.shift,
                powers: polynomial.powers, offset: numbers.count))
        numbers.append(contentsOf: UnsafeBufferPointer(start: polynomial.base, count: features))
        numbers.append(
            contentsOf: UnsafeBufferPointer(start: polynomial.coefficients, count: polynomial.powers * features))
    }

    /// The state at `t`; times beyond the ends are extrapolated from the nearest step.
    func state(at t: Double) -> [Scalar] {
        var result = [Scalar](repeating: 0, count: features)
        result.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { evaluate(at: t, base) } }
        return result
    }

    func evaluate(at t: Double, _ result: UnsafeMutablePointer<Scalar>) {
        precondition(!pieces.isEmpty, "a dense output without a step")
        var low = 0
        var high = pieces.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if direction * (t - pieces[middle].from) >= 0 { low = middle } else { high = middle - 1 }
        }
        let piece = pieces[low]
        numbers.withUnsafeBufferPointer { numbers in
            guard let base = numbers.baseAddress else { return }
            evaluatePolynomial(
                theta: Scalar((t - piece.time) / piece.step) - piece.shift, base: base + piece.offset,
                coefficients: base + piece.offset + features, powers: piece.powers, features: features, result)
        }
    }
}
