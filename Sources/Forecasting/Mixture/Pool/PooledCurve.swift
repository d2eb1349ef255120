/// The linear pool of distributions: F(x) = Σ w F(x) (Stone 1961), inverted at the levels of ``PredictiveCurve``.
///
/// The sum of distribution functions that are linear between knots is linear between the knots of all, so that nothing is lost
/// before the inversion.
struct PooledCurve {
    private var knots: [Double] = []
    private var cursors: [Cursor] = []

    /// How far a member's quantiles have been passed.
    fileprivate struct Cursor {
        /// Quantiles below the knot.
        var below = 0
        /// Quantiles at the knot or below it.
        var upTo = 0
    }

    /// The quantiles of the pool of `members` with `weights`, at the levels of ``PredictiveCurve``.
    ///
    /// - Parameters:
    ///   - members: quantiles of each member at the same levels, ascending.
    ///   - weights: positive, with sum 1.
    /// - Complexity: O(n log n + n m) for n quantiles of m members.
    mutating func quantiles(_ members: [ArraySlice<Double>], weights: [Double]) -> [Double] {
        if members.count == 1 { return Array(members[0]) }
        let levels = PredictiveCurve.levels
        knots.removeAll(keepingCapacity: true)
        for member in members { knots += member }
        knots.sort()
        cursors = Array(repeating: Cursor(), count: members.count)
        var found: [Double] = []
        found.reserveCapacity(levels.count)
        /// The last knot passed, and the distribution function there.
        var last = knots[0]
        var reached = 0.0
        var place = 0
        while place < knots.count, found.count < levels.count {
            let x = knots[place]
            while place < knots.count, knots[place] == x { place += 1 }
            var below = 0.0
            var upTo = 0.0
            for (index, member) in members.enumerated() {
                let probability = cursors[index].pass(x, member, levels)
                below += weights[index] * probability.below
                upTo += weights[index] * probability.upTo
            }
            while found.count < levels.count, levels[found.count] <= below {
                let level = levels[found.count]
                let share = below > reached ? (level - reached) / (below - reached) : 1
                found.append(last + min(max(share, 0), 1) * (x - last))
            }
            while found.count < levels.count, levels[found.count] <= upTo { found.append(x) }
            last = x
            reached = upTo
        }
        // What rounding left of the highest levels.
        while found.count < levels.count { found.append(last) }
        return found
    }
}

extension PooledCurve.Cursor {
    /// Moves to the knot `x` and gives P(X < x) and P(X ≤ x) of the member.
    fileprivate mutating func pass(
        _ x: Double, _ member: ArraySlice<Double>, _ levels: [Double]
    ) -> (below: Double, upTo: Double) {
        let start = member.startIndex
        while below < levels.count, member[start + below] < x { below += 1 }
        upTo = max(upTo, below)
        while upTo < levels.count, member[start + upTo] <= x { upTo += 1 }
        if upTo > below { return (below == 0 ? 0 : levels[below], upTo == levels.count ? 1 : levels[upTo - 1]) }
        if below == 0 { return (0, 0) }
        if below == levels.count { return (1, 1) }
        let (low, high) = (member[start + below - 1], member[start + below])
        let p = levels[below - 1] + (x - low) / (high - low) * (levels[below] - levels[below - 1])
        return (p, p)
    }
}
