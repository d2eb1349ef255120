import DifferentialEquations
import Lanes

/// When a block's rows start and want their states: the arrays that a solver's request points into.
package struct OutputTimes {
    /// Rows in use.
    package var rows: Int
    /// Start time of each row; at least `rows` elements, never empty.
    package var starts: [Double]
    /// Output times of all rows, one row after the other.
    package var times: [Double]
    /// Row r owns the output times `offsets[r] ..< offsets[r + 1]`.
    package var offsets: [Int]

    /// Keeps the arrays.
    package init(rows: Int, starts: [Double], times: [Double], offsets: [Int]) {
        precondition(starts.count >= max(rows, 1), "\(starts.count) start times for \(rows) rows")
        precondition(offsets.count > rows, "\(offsets.count) offsets for \(rows) rows")
        self.rows = rows
        self.starts = starts
        self.times = times
        self.offsets = offsets
    }

    /// The most outputs of any row.
    package var mostOutputs: Int { (0..<rows).reduce(0) { max($0, offsets[$1 + 1] - offsets[$1]) } }

    /// Hands the request for rows whose states at the start are `initial`, `(features, capacity)`, to `body`.
    package func withRequest<Scalar: LaneScalar>(
        initial: UnsafePointer<Scalar>, _ body: (BlockRequest<Scalar>) throws(SolverError) -> Void
    ) throws(SolverError) {
        try starts.withUnsafeBufferPointer { starts throws(SolverError) in
            try times.withUnsafeBufferPointer { times throws(SolverError) in
                try offsets.withUnsafeBufferPointer { offsets throws(SolverError) in
                    guard let start = starts.baseAddress, let offset = offsets.baseAddress else { return }
                    try body(
                        BlockRequest(
                            rows: rows, initial: initial, startTimes: start, outputTimes: times.baseAddress ?? start,
                            outputOffsets: offset))
                }
            }
        }
    }
}
