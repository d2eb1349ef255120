import Lanes

/// A right-hand side f(t, y, p) of one row that cotangents can be pulled back through.
protocol DifferentiableRowField<Scalar>: RowField {
    /// Number of parameters p.
    var parameterCount: Int { get }

    /// Writes ∂f/∂y as exactly as can be had, given f(t, y).
    func exactJacobian(
        _ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ result: UnsafeMutablePointer<Scalar>)

    /// Writes (∂f/∂y)ᵀ v and adds `weight` (∂f/∂p)ᵀ v to `parameters`.
    func pullBack(
        _ t: Double, _ y: UnsafePointer<Scalar>, cotangent v: UnsafePointer<Scalar>,
        state: UnsafeMutablePointer<Scalar>, parameters: UnsafeMutablePointer<Scalar>, weight: Scalar)
}

extension DifferentiableRowField {
    /// Writes ∂f/∂y by exact pullbacks of unit vectors.
    func pullbackJacobian(_ t: Double, _ y: UnsafePointer<Scalar>, _ result: UnsafeMutablePointer<Scalar>) {
        let unit = LaneBuffer<Scalar>(count: features)
        let ignored = LaneBuffer<Scalar>(count: max(parameterCount, 1))
        for row in 0..<features {
            unit.pointer[row] = 1
            pullBack(
                t, y, cotangent: unit.pointer, state: result + row * features, parameters: ignored.pointer, weight: 0)
            unit.pointer[row] = 0
        }
    }
}
