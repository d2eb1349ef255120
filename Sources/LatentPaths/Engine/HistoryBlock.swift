import Lanes

/// Histories of a block's rows as an encoder's sweep reads them, latest observation first.
///
/// Rows are aligned at the end: all of them read their earliest observation in the last iteration.
package struct HistoryBlock<Scalar: LaneScalar> {
    /// Rows in use.
    package let rows: Int
    /// Observations of each row; at least `rows` elements.
    package let steps: [Int]
    /// What is read, `(iterations)(inputs, capacity)`.
    package let inputs: UnsafePointer<Scalar>
    /// Time from each observation to the one read before it, then from the start of the latent path to the earliest observation,
    /// `(iterations + 1)(capacity)`, 0 where a row has none; read by encoders with a drift alone.
    package let elapsed: UnsafePointer<Double>?

    /// Describes memory that the caller owns.
    package init(
        rows: Int, steps: [Int], inputs: UnsafePointer<Scalar>, elapsed: UnsafePointer<Double>? = nil
    ) {
        self.rows = rows
        self.steps = steps
        self.inputs = inputs
        self.elapsed = elapsed
    }

    /// The number of iterations: the most observations of any row.
    var iterations: Int { steps.prefix(rows).max() ?? 0 }

    /// Whether some rows begin after the first iteration.
    var beginsUnevenly: Bool {
        guard rows > 0 else { return false }
        return (1..<rows).contains { steps[$0] != steps[0] }
    }

    /// Lanes that take part in `iteration`: up to the last row that has begun.
    func lanes(_ iteration: Int, of iterations: Int) -> Int {
        let begun = (0..<rows).last { steps[$0] >= iterations - iteration }
        return LaneBlock.paddedLanes(for: (begun ?? 0) + 1)
    }
}
