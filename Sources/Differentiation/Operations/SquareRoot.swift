import Lanes

extension ProgramBuilder {
    /// Records √x; not a number below zero.
    ///
    /// At x = 0 the derivative is infinite: a cotangent other than zero becomes ±∞, and zero stays zero.
    public mutating func squareRoot(_ x: Value) -> Value { apply(.squareRoot, x) }
}

extension Instruction {
    func evaluateSquareRoot<Scalar: LaneScalar>(_ frame: Frame<Scalar>) { mapLanes(frame) { $0.squareRoot() } }

    /// x̄ (+)= ȳ / (2y); 0 where ȳ is 0, as the limit is from above.
    func pullBackSquareRoot<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        pullBackLanes(frame, input: 0) { y, _, cotangent in cotangent == 0 && y == 0 ? 0 : cotangent / (2 * y) }
    }
}
