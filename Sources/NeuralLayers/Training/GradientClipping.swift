import Lanes

/// Scales `gradient` to a Euclidean norm of `limit` if its norm is greater (Pascanu, Mikolov, Bengio 2013, algorithm 1).
///
/// - Returns: the norm before clipping, summed in double precision. If it is not finite the caller should drop the gradient; one
///   that holds a NaN is left as it is.
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
