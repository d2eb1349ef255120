import Lanes

/// The right-hand side of one row: f(t, y) with its Jacobian.
///
/// Arrays are plain: feature f at element f. One field belongs to one thread.
protocol RowField<Scalar>: AnyObject {
    associatedtype Scalar: LaneScalar

    /// Features of the state.
    var features: Int { get }
    /// Whether f does not read t.
    var isAutonomous: Bool { get }
    /// Evaluations of f and pullbacks so far, those for finite differences included.
    var evaluations: Int { get }

    /// Writes f(t, y).
    func evaluate(_ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafeMutablePointer<Scalar>)

    /// Writes ∂f/∂y, row-major, given f(t, y).
    func jacobian(
        _ t: Double, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ result: UnsafeMutablePointer<Scalar>)
}
