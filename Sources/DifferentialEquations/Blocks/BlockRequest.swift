import Lanes

/// What is asked of a block: the rows' starts and the times at which each wants its state.
public struct BlockRequest<Scalar: LaneScalar> {
    /// Number of rows.
    public var rows: Int
    /// States at the start, `(features, capacity)`.
    public var initial: UnsafePointer<Scalar>
    /// Start time of each row.
    public var startTimes: UnsafePointer<Double>
    /// Output times of all rows, one row after the other; within a row away from its start in one direction.
    public var outputTimes: UnsafePointer<Double>
    /// Row r owns the output times `outputOffsets[r] ..< outputOffsets[r + 1]`.
    public var outputOffsets: UnsafePointer<Int>
    /// Size of each row's first step; `nil` to choose by Hairer's rule, at the cost of one evaluation.
    public var firstSteps: UnsafePointer<Double>?

    /// Creates a request over memory that the caller owns.
    public init(
        rows: Int, initial: UnsafePointer<Scalar>, startTimes: UnsafePointer<Double>,
        outputTimes: UnsafePointer<Double>, outputOffsets: UnsafePointer<Int>
    ) {
        self.rows = rows
        self.initial = initial
        self.startTimes = startTimes
        self.outputTimes = outputTimes
        self.outputOffsets = outputOffsets
    }
}
