import Lanes

/// The rows of a block: their initial states, starts and output times, in memory that the caller owns.
package struct BlockRequest<Scalar: LaneScalar> {
    /// Number of rows.
    package var rows: Int
    /// States at the start, `(features, capacity)`.
    package var initial: UnsafePointer<Scalar>
    /// Start time of each row.
    package var startTimes: UnsafePointer<Double>
    /// Output times of all rows, row by row; within a row in order away from its start.
    package var outputTimes: UnsafePointer<Double>
    /// Row r owns the output times `outputOffsets[r] ..< outputOffsets[r + 1]`.
    package var outputOffsets: UnsafePointer<Int>
    /// Size of each row's first step; `nil` to let the solver choose by Hairer's rule, at one evaluation a row.
    package var firstSteps: UnsafePointer<Double>?

    /// Creates a request over memory that the caller owns.
    package init(
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
