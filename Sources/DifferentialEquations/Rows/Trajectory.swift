import Lanes

/// One row's solution.
public struct Trajectory<Scalar: LaneScalar>: Sendable {
    /// Times of `states`: those asked for that were reached, or those of the steps.
    public internal(set) var times: [Double] = []
    /// States, `(times)(features)`.
    public internal(set) var states: [[Scalar]] = []
    /// Events met, in order.
    public internal(set) var events: [EventOccurrence<Scalar>] = []
    /// Where the solve ended: the end asked for, or the terminal event.
    public internal(set) var endTime: Double
    /// State there, `(features)`.
    public internal(set) var endState: [Scalar]
    /// What it took.
    public internal(set) var statistics = RowStatistics()
    /// The dense output, where it was asked for.
    public internal(set) var path: DensePath<Scalar>?

    /// Whether a terminal event ended the solve.
    public internal(set) var wasEnded = false

    /// The state at `t`, between start and end, from the dense output.
    ///
    /// - Complexity: logarithmic in the number of steps.
    public func state(at t: Double) -> [Scalar] {
        guard let path else { preconditionFailure("a trajectory without dense output; solve with output .dense") }
        return path.state(at: t)
    }
}

/// The polynomials of all steps of a solution.
public struct DensePath<Scalar: LaneScalar>: Sendable {
    struct Piece: Sendable {
        /// From here on the piece holds.
        var from: Double
        var time: Double
        var step: Double
        var shift: Scalar
        var powers: Int
        var offset: Int
    }

    let features: Int
    private(set) var pieces: [Piece] = []
    private(set) var numbers: [Scalar] = []
    private let direction: Double

    init(features: Int, direction: Double) {
        self.features = features
        self.direction = direction
    }

    mutating func append(_ polynomial: StepPolynomial<Scalar>, from start: Double) {
        pieces.append(
            Piece(
                from: start, time: polynomial.time, step: polynomial.step, shift: polynomial.shift,
                powers: polynomial.powers, offset: numbers.count))
        numbers.append(contentsOf: UnsafeBufferPointer(start: polynomial.base, count: features))
        numbers.append(
            contentsOf: UnsafeBufferPointer(start: polynomial.coefficients, count: polynomial.powers * features))
    }

    /// The state at `t`; times beyond the ends are extrapolated from the nearest step.
    func state(at t: Double) -> [Scalar] {
        var result = [Scalar](repeating: 0, count: features)
        result.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { evaluate(at: t, base) } }
        return result
    }

    func evaluate(at t: Double, _ result: UnsafeMutablePointer<Scalar>) {
        precondition(!pieces.isEmpty, "a dense output without a step")
        var low = 0
        var high = pieces.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if direction * (t - pieces[middle].from) >= 0 { low = middle } else { high = middle - 1 }
        }
        let piece = pieces[low]
        numbers.withUnsafeBufferPointer { numbers in
            guard let base = numbers.baseAddress else { return }
            evaluatePolynomial(
                theta: Scalar((t - piece.time) / piece.step) - piece.shift, base: base + piece.offset,
                coefficients: base + piece.offset + features, powers: piece.powers, features: features, result)
        }
    }
}
