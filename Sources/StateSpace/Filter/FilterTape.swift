/// Consecutive rows of a series, filtered and kept for a sweep back over them.
///
/// Kept are the states before each row, not yet carried to its time, and that after the last; and of each row P h, residual and
/// variance. A state restored from a tape gives the bits of the first run, so that results do not depend on where a series is
/// cut.
final class FilterTape {
    let layout: StateLayout
    let filter: KalmanFilter
    /// The rows on the tape.
    @exclusivity(unchecked) private(set) var range = 0..<0
    /// log p of the rows on the tape and before.
    private(set) var logLikelihood = 0.0
    /// Whether some state on the tape is factored.
    var isFactored: Bool { filter.wasFactored }
    /// (rows + 1)(d) and (rows + 1)(d)(d), before each row and after the last.
    private let means: UnsafeMutablePointer<Double>
    private let matrices: UnsafeMutablePointer<Double>
    /// (rows)(d).
    private let crosses: UnsafeMutablePointer<Double>
    /// (rows + 1), the time of each state.
    private let times: UnsafeMutablePointer<Double>
    /// (rows + 1), whether each state is factored.
    private let factored: UnsafeMutablePointer<Bool>
    /// (rows).
    private let residuals: UnsafeMutablePointer<Double>
    private let residualVariances: UnsafeMutablePointer<Double>

    /// - Parameter capacity: the most rows.
    init(_ layout: StateLayout, capacity: Int) {
        self.layout = layout
        filter = KalmanFilter(layout)
        let d = max(layout.size, 1)
        means = .allocate(capacity: (capacity + 1) * d)
        matrices = .allocate(capacity: (capacity + 1) * d * d)
        crosses = .allocate(capacity: max(capacity, 1) * d)
        times = .allocate(capacity: capacity + 1)
        factored = .allocate(capacity: capacity + 1)
        residuals = .allocate(capacity: max(capacity, 1))
        residualVariances = .allocate(capacity: max(capacity, 1))
    }

    deinit {
        for pointer in [means, matrices, crosses, times, residuals, residualVariances] { pointer.deallocate() }
        factored.deallocate()
    }

    /// Rows a tape of a state of size d: about a megabyte, which stays in a cache.
    static func length(_ layout: StateLayout) -> Int {
        min(max(131_072 / (layout.size * (layout.size + 2) + 3), 64), 4096)
    }

    /// The ranges of rows into which a series is cut.
    static func ranges(_ layout: StateLayout, rows: Int) -> [Range<Int>] {
        let length = length(layout)
        return stride(from: 0, to: rows, by: length).map { $0..<min($0 + length, rows) }
    }

    /// Filters a range of the rows from `state`.
    func run(_ rows: ObservationRows, _ range: Range<Int>, from state: FilterState) {
        self.range = range
        filter.restore(state)
        var sum = state.logLikelihood
        keep(0)
        for index in range {
            let row = rows[index]
            let place = index - range.lowerBound
            filter.advance(to: row.time)
            sum += filter.absorb(row)
            (crosses + place * layout.size).update(from: filter.cross, count: layout.size)
            residuals[place] = filter.residual
            residualVariances[place] = filter.residualVariance
            keep(place + 1)
        }
        logLikelihood = sum
    }

    /// The state after the last row.
    var lastState: FilterState { FilterState(filter, count: range.upperBound, logLikelihood: logLikelihood) }

    private func keep(_ place: Int) {
        let d = layout.size
        (means + place * d).update(from: filter.mean, count: d)
        (matrices + place * d * d).update(from: filter.matrix, count: d * d)
        times[place] = filter.time
        factored[place] = filter.isFactored
    }

    /// Sends a filter to the state before row `index`, not yet carried to its time.
    func restore(_ filter: KalmanFilter, before index: Int) {
        let place = index - range.lowerBound
        filter.restore(
            time: times[place], mean: mean(before: index), matrix: matrix(before: index), isFactored: factored[place])
    }

    /// Time, mean and covariance or factor of the state before row `index`.
    func time(before index: Int) -> Double { times[index - range.lowerBound] }
    func mean(before index: Int) -> UnsafePointer<Double> {
        UnsafePointer(means + (index - range.lowerBound) * layout.size)
    }
    func matrix(before index: Int) -> UnsafePointer<Double> {
        UnsafePointer(matrices + (index - range.lowerBound) * layout.size * layout.size)
    }
    /// P h of row `index`, its residual and the variance of that.
    func cross(_ index: Int) -> UnsafePointer<Double> {
        UnsafePointer(crosses + (index - range.lowerBound) * layout.size)
    }
    func residual(_ index: Int) -> Double { residuals[index - range.lowerBound] }
    func residualVariance(_ index: Int) -> Double { residualVariances[index - range.lowerBound] }
}
