import Differentiation
import Lanes

extension Solution {
    /// A number that w·y(t) does not exceed anywhere on `from ... to`, y being the dense output.
    ///
    /// On each step w·y is a polynomial, which lies below the largest of its Bernstein coefficients (Farouki 2012).
    ///
    /// - Parameters:
    ///   - weights: w, `(features)`.
    ///   - from: between the solution's ends, as `to`; forward in time.
    ///   - to: as `from`, and not before it.
    /// - Complexity: the steps met, times powers².
    public func upperBound(of weights: [Scalar], from: Double, to: Double) -> Scalar {
        densePath.upperBound(of: weights, from: from, to: to)
    }
}

extension DensePath {
    func upperBound(of weights: [Scalar], from: Double, to: Double) -> Scalar {
        requireThat(weights.count == features, "\(weights.count) weights for \(features) features")
        requireThat(from <= to, "a bound from \(from) to \(to)")
        var most = -Scalar.infinity
        for (index, piece) in pieces.enumerated() {
            let end = index + 1 < pieces.count ? pieces[index + 1].from : Double.infinity
            let begin = index == 0 ? -Double.infinity : piece.from
            guard begin <= to, end >= from else { continue }
            let low = Scalar((max(from, begin) - piece.time) / piece.step) - piece.shift
            let high = Scalar((min(to, end) - piece.time) / piece.step) - piece.shift
            most = max(most, bound(of: polynomial(piece, weights), from: low, to: high))
        }
        return most
    }

    /// Coefficients of w·y in x = θ − shift, from the constant on.
    private func polynomial(_ piece: Piece, _ weights: [Scalar]) -> [Scalar] {
        (0...piece.powers).map { power in
            weights.indices.reduce(0) { $0 + weights[$1] * numbers[piece.offset + power * features + $1] }
        }
    }

    /// The largest Bernstein coefficient of Σ cₚ xᵖ on `low ... high`.
    private func bound(of coefficients: [Scalar], from low: Scalar, to high: Scalar) -> Scalar {
        let degree = coefficients.count - 1
        // Taylor's shift to x = low + u (high − low), by repeated synthetic division.
        var shifted = coefficients
        for start in 0..<degree {
            for index in stride(from: degree - 1, through: start, by: -1) { shifted[index] += low * shifted[index + 1] }
        }
        var scale: Scalar = 1
        for index in 0...degree {
            shifted[index] *= scale
            scale *= high - low
        }
        // bᵢ = Σⱼ C(i, j) / C(degree, j) aⱼ.
        var most = -Scalar.infinity
        for i in 0...degree {
            var sum: Scalar = 0
            var ratio: Scalar = 1
            for j in 0...i {
                sum += ratio * shifted[j]
                if j < i { ratio *= Scalar(i - j) / Scalar(degree - j) }
            }
            most = max(most, sum)
        }
        return most
    }
}
