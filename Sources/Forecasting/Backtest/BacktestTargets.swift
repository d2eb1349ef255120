import TimeSeries

/// The points that a backtest scores, and what may be learned from: a plan, carried out on data.
///
/// A point is an observed value within the horizon after an origin, a series and a cutoff. All candidates are asked for the same points.
public struct BacktestTargets: Sendable {
    /// All observations.
    public let collection: SeriesCollection
    /// Moments from which forecasts begin, ascending.
    public let cutoffs: [Moment]
    /// What kinds are fitted to: rows up to the first cutoff of series that are not held out, variables and series without any left out.
    public let training: SeriesCollection
    /// Series and cutoffs with something to score, by cutoff, then series.
    public let origins: [ForecastOrigin]
    /// Where the points of each origin begin, then their number, `(origins + 1)`.
    public let offsets: [Int]
    /// Row of the collection of each point, by origin, then time, then variable, `(points)`.
    public let rows: [Int32]
    /// Time from the latest row of the series up to the cutoff, of any variable, to the point, `(points)`.
    public let leads: [Double]
    /// Where the times of each origin at which several variables are observed begin, then their number, `(origins + 1)`.
    let jointOffsets: [Int]
    /// First and last point of each time at which several variables are observed, `(joint times)`.
    let joints: [Range<Int>]
    /// Standard deviation of each variable in ``training``, by which scores of several variables are divided; 1 where there is none.
    public let scales: [Double]
    /// The step in which values of each variable are told, see `QuantileCurve.logDensity(at:resolution:)`: the least distance between
    /// two values in ``training``, but a millionth of the scale at least.
    public let resolutions: [Double]
    /// Series that are held out of the fits, by name.
    public let unseen: Set<String>
    /// Time after a cutoff within which rows are scored; `nil` for all later ones.
    public let horizon: Double?

    /// Carries out `plan` on `collection`.
    ///
    /// - Complexity: O(n log n + points).
    public init(_ plan: BacktestPlan, of collection: SeriesCollection) throws(BacktestError) {
        self.collection = collection
        horizon = plan.horizon ?? plan.step
        let (cutoffs, latest) = try Self.cutoffs(plan, collection)
        self.cutoffs = cutoffs
        let first = cutoffs[0]
        let begun = (0..<collection.count).map { series in
            collection.rows(of: series).first.map { collection.times[$0] <= first } ?? false
        }
        let unseen = try Self.unseen(plan, collection, begun)
        self.unseen = unseen
        let kept = collection.names.indices.filter { begun[$0] && !unseen.contains(collection.names[$0]) }
        guard !kept.isEmpty else { throw .everySeriesUnseen }
        training = Self.training(collection, kept, until: first)
        (scales, resolutions) = Self.measures(collection.variables, training)
        var isScored = begun
        for series in collection.names.indices {
            isScored[series] = plan.unseenShare == 0 || !begun[series] || unseen.contains(collection.names[series])
        }
        var (origins, offsets, rows, leads): ([ForecastOrigin], [Int], [Int32], [Double]) = ([], [0], [], [])
        var (joints, jointOffsets): ([Range<Int>], [Int]) = ([], [0])
        for cutoff in cutoffs {
            // A horizon that reaches beyond all rows has no end, not even one beyond the range of times.
            let end = horizon.flatMap { $0 < latest.elapsed(since: cutoff) ? cutoff.advanced(by: $0) : nil }
            for series in 0..<collection.count where isScored[series] {
                let all = collection.rows(of: series)
                let next = all.partitionPoint { collection.times[$0] > cutoff }
                guard next > all.lowerBound, next < all.upperBound else { continue }
                let last = end.map { end in (next..<all.upperBound).partitionPoint { collection.times[$0] > end } }
                let range = next..<(last ?? all.upperBound)
                if range.isEmpty { continue }
                let seen = collection.times[next - 1]
                var begin = rows.count
                for row in range {
                    if row > range.lowerBound, collection.times[row] != collection.times[row - 1] {
                        if rows.count - begin > 1 { joints.append(begin..<rows.count) }
                        begin = rows.count
                    }
                    rows.append(Int32(row))
                    leads.append(collection.times[row].elapsed(since: seen))
                }
                if rows.count - begin > 1 { joints.append(begin..<rows.count) }
                origins.append(ForecastOrigin(series: series, cutoff: cutoff, end: end))
                offsets.append(rows.count)
                jointOffsets.append(joints.count)
            }
        }
        guard !origins.isEmpty else { throw .nothingToScore(horizon: horizon) }
        self.origins = origins
        self.offsets = offsets
        self.rows = rows
        self.leads = leads
        self.joints = joints
        self.jointOffsets = jointOffsets
    }

    /// The number of points.
    public var count: Int { rows.count }

    /// The variable of a point, an index into the collection's.
    public func variable(of point: Int) -> Int { Int(collection.variableIndices[Int(rows[point])]) }

    /// When the `point`-th was observed.
    public func time(of point: Int) -> Moment { collection.times[Int(rows[point])] }

    /// What was observed.
    public func observed(_ point: Int) -> Double { collection.values[Int(rows[point])] }

    /// The moments from which forecasts begin, and the last time of all.
    private static func cutoffs(
        _ plan: BacktestPlan, _ collection: SeriesCollection
    ) throws(BacktestError) -> (cutoffs: [Moment], latest: Moment) {
        let times = collection.values.indices.map { collection.times[$0] }.sorted()
        guard let earliest = times.first, let latest = times.last else { throw .noRows }
        let first: Moment
        switch plan.cutoff {
        case .time(let time): first = time
        case .share(let share):
            guard share > 0, share < 1 else { throw .impossibleShare(share, of: "rows") }
            first = times[min(Int(share * Double(times.count)), times.count - 1)]
        }
        guard first.kind == collection.times.kind else { throw .otherTimeKind(data: collection.times.kind) }
        guard earliest <= first else { throw .nothingBefore(first, first: earliest) }
        guard first < latest else { throw .nothingAfter(first, last: latest) }
        var cutoffs = [first]
        guard let step = plan.step else { return (cutoffs, latest) }
        let count = (latest.elapsed(since: first) / step).rounded(.up)
        guard step > 0, count < Double(BacktestPlan.mostCutoffs) else {
            throw .tooManyCutoffs(step: step, count: count)
        }
        for index in 1..<max(Int(count), 1) {
            let next = first.advanced(by: Double(index) * step)
            if next >= latest { break }
            cutoffs.append(next)
        }
        return (cutoffs, latest)
    }
}
