import Lanes
import TimeSeries

/// Rows that are hidden from every fit, so that kinds of forecasters can be compared, weighed and calibrated on them.
///
/// Many series that do not share one calendar, or some that begin together: some of them are hidden whole, in turns where they are
/// few. Else the last part of all of them by time. Forecasts then begin at several moments of each hidden stretch, so that short leads are tried as well as
/// long ones, and some of its points are hidden amid the others for interpolation.
struct HiddenRows {
    /// What is seen by the fits.
    let training: SeriesCollection
    /// Where forecasts begin, within the hidden rows.
    let origins: [ForecastOrigin]
    /// All but the points that are hidden amid others.
    let visible: SeriesCollection
    /// Those points.
    let amid: [PredictionRequest]
    /// Times that are scored of one origin.
    let mostTimes: Int
    /// Whether whole series are hidden, rather than the last part of all.
    let hidesSeries: Bool

    /// What a split of the rows is like.
    enum Scheme: Hashable, Sendable {
        /// Whole series, in so many turns.
        case series(turns: Int)
        /// The last part by time.
        case time
    }

    private static let leastSeries = 6
    private static let manySeries = 40
    private static let turns = 4
    private static let share = 0.3
    private static let mostSeries = 200
    private static let trainingShare = 0.7
    /// Forecasts that are scored in all.
    private static let budget = 40_000.0

    /// How the rows of `collection` are best hidden.
    static func scheme(of collection: SeriesCollection) -> Scheme {
        let long = (0..<collection.count).filter { collection.points(of: $0) >= 4 }
        guard long.count >= leastSeries else {
            // A few that begin together, as subjects after a dose or cells when new: each is left out once.
            guard long.count >= 2, collection.times.kind == .numeric, beginTogether(long, collection) else {
                return .time
            }
            return .series(turns: long.count)
        }
        if collection.times.kind == .calendar {
            var spans: [Double] = []
            var (first, last): (Moment?, Moment?)
            for series in long {
                let rows = collection.rows(of: series)
                let (begin, end) = (collection.times[rows.lowerBound], collection.times[rows.upperBound - 1])
                spans.append(end.elapsed(since: begin))
                first = first.map { min($0, begin) } ?? begin
                last = last.map { max($0, end) } ?? end
            }
            // Series that run side by side share their days: what comes after is hidden of all.
            if let first, let last, spans.sorted()[spans.count / 2] > 0.5 * last.elapsed(since: first) { return .time }
        }
        return .series(turns: long.count >= manySeries ? 1 : turns)
    }

    /// Whether `series` begin at about one time, as measured by the longest of them.
    private static func beginTogether(_ series: [Int], _ collection: SeriesCollection) -> Bool {
        let firsts = series.compactMap { collection.rows(of: $0).first.map { collection.times[$0].number } }
        let lasts = series.compactMap { collection.rows(of: $0).last.map { collection.times[$0].number } }
        let longest = zip(firsts, lasts).reduce(0) { max($0, $1.1 - $1.0) }
        guard let least = firsts.min(), let greatest = firsts.max() else { return false }
        return greatest - least <= 0.1 * longest
    }

    /// The splits of `collection`, one for each turn; empty where there is too little to hide anything.
    static func splits(of collection: SeriesCollection, _ settings: FitSettings) -> [HiddenRows] {
        switch scheme(of: collection) {
        case .series(let turns): bySeries(collection, settings, turns)
        case .time: byTime(collection, settings).map { [$0] } ?? []
        }
    }

    private static func bySeries(
        _ collection: SeriesCollection, _ settings: FitSettings, _ turns: Int
    ) -> [HiddenRows] {
        let long = (0..<collection.count).filter { collection.points(of: $0) >= 4 }
        let shuffled = collection.shuffled(long, .hiddenSeries, seed: settings.seed)
        let size = turns > 1 ? long.count : min(max(Int(share * Double(long.count)), 8), mostSeries)
        return (0..<turns).map { turn in
            let hidden = Set(shuffled[turn * size / turns..<(turn + 1) * size / turns])
            var origins: [ForecastOrigin] = []
            for series in hidden.sorted() {
                origins += Self.origins(of: series, in: collection, settings.task)
            }
            return HiddenRows(
                collection, training: collection.filtered { series, _ in !hidden.contains(series) }, origins,
                turns: turns, hidesSeries: true
            ) { series, _ in hidden.contains(series) }
        }
    }

    /// Three origins of one series, early, amid and late, where its history is as long as is asked.
    private static func origins(
        of series: Int, in collection: SeriesCollection, _ task: TaskSettings
    ) -> [ForecastOrigin] {
        let times = collection.distinctTimes(of: series)
        guard let first = times.first, let last = times.last else { return [] }
        let begin = task.history.map { first.advanced(by: $0) }
        let end = task.horizon.map { last.advanced(by: -$0) }
        var candidates = times.dropLast().filter { time in
            begin.map { time >= $0 } ?? true
        }
        // The whole horizon where there is room for it.
        let whole = candidates.filter { time in end.map { time <= $0 } ?? true }
        if !whole.isEmpty { candidates = whole }
        if candidates.isEmpty { candidates = Array(times.dropLast().suffix(1)) }
        let shares = task.history == nil ? [0.35, 0.55, 0.8] : [0, 0.5, 0.99]
        var found: [ForecastOrigin] = []
        for share in shares {
            let cutoff = candidates[min(Int(share * Double(candidates.count)), candidates.count - 1)]
            if found.last?.cutoff != cutoff {
                found.append(
                    ForecastOrigin(series: series, cutoff: cutoff, end: task.horizon.map { cutoff.advanced(by: $0) }))
            }
        }
        return found
    }

    /// Hides what comes after `given`, or after most of the rows; `nil` where there is too little.
    static func byTime(
        _ collection: SeriesCollection, _ settings: FitSettings, after given: Moment? = nil
    ) -> HiddenRows? {
        let times = collection.values.indices.map { collection.times[$0] }.sorted()
        guard times.count >= 20, let last = times.last else { return nil }
        var split = given ?? times[Int(trainingShare * Double(times.count))]
        if given == nil, let horizon = settings.task.horizon {
            let latest = last.advanced(by: -horizon)
            if latest < split, latest > times[times.count / 3] { split = latest }
        }
        guard split < last else { return nil }
        // One long series is tried from many moments, many series from a few.
        let present = (0..<collection.count).count { !collection.rows(of: $0).isEmpty }
        let count = min(max(24 / max(present, 1), 3), 12)
        let hidden = times.partitionPoint { $0 > split }
        var cutoffs: [Moment] = []
        for turn in 0..<count {
            let place = 0.85 * Double(turn) / Double(count)
            let cutoff = turn == 0 ? split : times[hidden + Int(place * Double(times.count - hidden))]
            if cutoffs.last.map({ $0 < cutoff }) ?? true, cutoff < last { cutoffs.append(cutoff) }
        }
        let origins = cutoffs.flatMap { cutoff in
            (0..<collection.count).map { series in
                ForecastOrigin(
                    series: series, cutoff: cutoff, end: settings.task.horizon.map { cutoff.advanced(by: $0) })
            }
        }
        return HiddenRows(
            collection, training: collection.filtered { _, row in collection.times[row] <= split }, origins, turns: 1,
            hidesSeries: false
        ) { _, time in time > split }
    }

    /// - Parameter isHidden: whether a time of a series lies in the hidden part.
    private init(
        _ collection: SeriesCollection, training: SeriesCollection, _ origins: [ForecastOrigin], turns: Int,
        hidesSeries: Bool, isHidden: (Int, Moment) -> Bool
    ) {
        self.training = training
        self.origins = origins
        self.hidesSeries = hidesSeries
        var amid: [PredictionRequest] = []
        for series in 0..<collection.count {
            let times = collection.distinctTimes(of: series)
            guard times.count >= 4 else { continue }
            let able = times.dropFirst().dropLast().filter { isHidden(series, $0) }
            let asked = Self.gaps(amid: able.count).flatMap { able[$0] }
            if !asked.isEmpty { amid.append(PredictionRequest(series: series, times: asked)) }
        }
        let hidden = amid.map { (series: $0.series, times: Set($0.times)) }
        let bySeries = Dictionary(hidden.map { ($0.series, $0.times) }, uniquingKeysWith: { first, _ in first })
        visible = collection.filtered { series, row in
            !(bySeries[series]?.contains(collection.times[row]) ?? false)
        }
        self.amid = amid
        let points = (0..<collection.count).reduce(0) { $0 + collection.points(of: $1) }
        let width = Double(collection.values.count) / Double(max(points, 1))
        mostTimes = max(8, Int(Self.budget / (Double(max(origins.count * turns, 1)) * width)))
    }

    /// Gaps of one point, four, sixteen and so on, each four times as rare as the one before, up to a quarter of `count` points.
    ///
    /// At least three points and half as many as are hidden lie between two of them.
    static func gaps(amid count: Int) -> [Range<Int>] {
        var gaps: [Range<Int>] = []
        var place = min(2, count / 2)
        for turn in 1... {
            let width = min(1 << (2 * min(turn.trailingZeroBitCount, 8)), max(count / 4, 1))
            guard place + width <= count else { break }
            gaps.append(place..<place + width)
            place += width + max(3, width / 2)
        }
        return gaps
    }
}

extension SeriesCollection {
    /// `series` in an order by chance, which depends on their names and the seed, not on the order in which they come.
    func shuffled(_ series: [Int], _ purpose: RandomPurpose, seed: UInt64) -> [Int] {
        let random = Philox4x32(seed: seed)
        return series.map { (random.uniform(purpose, series: seriesKey(names[$0])), names[$0], $0) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }

    /// The latest time of a series before `time`; `nil` where there is none.
    ///
    /// - Complexity: O(log n).
    func latestTime(before time: Moment, of series: Int) -> Moment? {
        let rows = rows(of: series)
        let end = rows.partitionPoint { times[$0] >= time }
        return end > rows.lowerBound ? times[end - 1] : nil
    }

    /// The times of a series, ascending, each once.
    func distinctTimes(of series: Int) -> [Moment] {
        var times: [Moment] = []
        for row in rows(of: series) where times.last != self.times[row] { times.append(self.times[row]) }
        return times
    }
}
