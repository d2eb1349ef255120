import Lanes

/// The memory in which a program is evaluated for one group of lanes.
///
/// Both arenas have the shape `(arenaFeatures, stride)`; feature `f` of lane `l` is at
/// `base[f * stride + column + l]`. Several frames that differ only in `column` share an arena: the stages of a
/// Runge–Kutta step stand side by side.
public struct Frame<Scalar: LaneScalar> {
    /// Values of every slot.
    public var values: UnsafeMutablePointer<Scalar>
    /// Cotangents of every slot; unused by evaluation.
    public var cotangents: UnsafeMutablePointer<Scalar>
    /// Elements from one feature to the next.
    public var stride: Int
    /// First lane of this frame.
    public var column: Int
    /// Number of lanes, a multiple of `LaneBlock.width`.
    public var lanes: Int

    /// Creates a frame over memory that the caller owns.
    public init(
        values: UnsafeMutablePointer<Scalar>, cotangents: UnsafeMutablePointer<Scalar>, stride: Int, column: Int = 0,
        lanes: Int
    ) {
        self.values = values
        self.cotangents = cotangents
        self.stride = stride
        self.column = column
        self.lanes = lanes
    }

    /// The first value of `slot`.
    @inlinable public func value(_ slot: Slot) -> UnsafeMutablePointer<Scalar> {
        values + (slot.offset * stride + column)
    }

    /// The first cotangent of `slot`.
    @inlinable public func cotangent(_ slot: Slot) -> UnsafeMutablePointer<Scalar> {
        cotangents + (slot.offset * stride + column)
    }
}

extension Frame {
    /// The values of arena feature `feature`.
    @inline(__always)
    func value(_ feature: Int) -> UnsafeMutablePointer<Scalar> { values + (feature * stride + column) }

    /// The cotangents of arena feature `feature`.
    @inline(__always)
    func cotangent(_ feature: Int) -> UnsafeMutablePointer<Scalar> { cotangents + (feature * stride + column) }
}
