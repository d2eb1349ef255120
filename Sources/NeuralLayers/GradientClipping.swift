import Lanes

/// Scales `gradient` so that its Euclidean norm is at most `limit`, and returns the norm it had.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func clip<Scalar: LaneScalar>(_ gradient: inout [Scalar], norm limit: Double) -> Double {
    var sum = 0.0
    for value in gradient { sum += Double(value) * Double(value) }
    let norm = sum.squareRoot()
    if norm > limit {
        let factor = Scalar(limit / norm)
        for index in gradient.indices { gradient[index] *= factor }
    }
    return norm
}
