import Lanes

extension RowField {
    /// Writes ∂f/∂y, row-major, by forward differences, given f(t, y).
    ///
    /// - Parameter scratch: memory of 2 · features elements.
    @inline(__always)
    func differenceJacobian(
        _ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ result: UnsafeMutablePointer<Scalar>,
        scratch: UnsafeMutablePointer<Scalar>
    ) {
        let n = features
        let moved = scratch
        let value = moved + n
        moved.update(from: y, count: n)
        let root = Scalar.ulpOfOne.squareRoot()
        for column in 0..<n {
            let size = abs(y[column])
            moved[column] = y[column] + root * (size > root ? size : root)
            let step = moved[column] - y[column]
            evaluate(t, moved, value)
            for row in 0..<n { result[row * n + column] = (value[row] - dy[row]) / step }
            moved[column] = y[column]
        }
    }

    /// Writes ∂f/∂t, given f(t, y) and the scale of time `h`, by a forward difference.
    func timeDerivative(
        _ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, h: Double,
        _ result: UnsafeMutablePointer<Scalar>
    ) {
        guard !isAutonomous else {
            result.update(repeating: 0, count: features)
            return
        }
        let root = Double(Scalar.ulpOfOne).squareRoot()
        let moved = t + (h < 0 ? -1 : 1) * root * max(abs(t), abs(h))
        evaluate(moved, y, result)
        let inverse = Scalar(1 / (moved - t))
        for feature in 0..<features { result[feature] = (result[feature] - dy[feature]) * inverse }
    }
}
