extension SolverOptions {
    /// Throws where a row has to give up before its next step, by the bounds of its options or those of the arithmetic.
    ///
    /// - Parameters:
    ///   - scalar: the type of the state, which the step must not vanish in.
    ///   - tried: the step before; only one that is shorter than it can be too small, since the end may cut a step short.
    ///   - next: the step to come.
    ///   - isFinite: whether the error of the step before was finite.
    @inline(__always)
    func check<Scalar: BinaryFloatingPoint>(
        _ scalar: Scalar.Type, row: Int, time: Double, tried: Double, next: Double, isFinite: Bool,
        statistics taken: RowStatistics
    ) throws(SolverError) {
        if taken.accepted + taken.rejected > maximumSteps {
            throw .tooManySteps(row: row, time: time, step: next, statistics: taken)
        }
        if taken.evaluations > maximumEvaluations {
            throw .tooManyEvaluations(row: row, time: time, step: next, statistics: taken)
        }
        let isBelow = abs(next) < smallestStep && abs(next) < abs(tried)
        if time + next == time || Scalar(next) == 0 || !next.isFinite || isBelow {
            throw isFinite
                ? .stepTooSmall(row: row, time: time, step: next, statistics: taken)
                : .nonFinite(row: row, time: time, step: next, statistics: taken)
        }
    }
}
