import Lanes
import TimeSeries

/// Which observations train and which validate: whole series where there are many, else the end of each series.
struct DataSplit: Sendable {
    /// For each series, its first row that validates; its upper bound where all of it trains.
    let firstValidationRow: [Int]
    let collection: SeriesCollection
    /// True if whole series validate.
    let isBySeries: Bool

    /// Fewest series of which whole ones validate.
    static let leastSeries = 10
    /// The same where every series is short.
    private static let leastShortSeries = 3
    /// Fewest rows of a series whose end validates.
    private static let leastRows = 10

    /// Splits `collection`.
    ///
    /// - Parameters:
    ///   - share: of the series, or of each series' time, that validates; 0 for none.
    ///   - seed: draws the series that validate.
    init(_ collection: SeriesCollection, share: Double, seed: UInt64) {
        self.collection = collection
        let usable = (0..<collection.count).filter { index in
            let rows = collection.rows(of: index)
            return rows.contains { collection.times[$0] != collection.times[rows.lowerBound] }
        }
        let longest = usable.map { collection.rows(of: $0).count }.max() ?? 0
        isBySeries =
            usable.count >= (longest < Self.leastRows ? Self.leastShortSeries : Self.leastSeries)
        var first = (0..<collection.count).map { collection.rows(of: $0).upperBound }
        if share > 0, isBySeries {
            let chosen = max(1, Int((Double(usable.count) * share).rounded()))
            let order = Philox4x32(seed: seed).permutation(count: usable.count, .validationSplit)
            for position in order.prefix(chosen) {
                first[usable[position]] = collection.rows(of: usable[position]).lowerBound
            }
        } else if share > 0 {
            for index in usable where collection.rows(of: index).count >= Self.leastRows {
                let rows = collection.rows(of: index)
                let begin = collection.times[rows.lowerBound]
                let span = collection.times[rows.upperBound - 1].elapsed(since: begin)
                let cut = rows.first { collection.times[$0].elapsed(since: begin) > (1 - share) * span }
                first[index] = cut ?? rows.upperBound
            }
        }
        firstValidationRow = first
    }

    /// Whether row `row` of the collection trains.
    func isTraining(row: Int) -> Bool {
        // Finds the series of the row by bisection.
        var low = 0
        var high = collection.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if collection.offsets[middle] <= row { low = middle } else { high = middle }
        }
        return row < firstValidationRow[low]
    }

    /// For each prepared series, the range of its points that train.
    func trainingPoints(_ series: [PreparedSeries], scaling: DataScaling) -> [Range<Int>] {
        series.indices.map { index in
            let rows = collection.rows(of: index)
            let first = firstValidationRow[index]
            if first == rows.upperBound { return 0..<series[index].count }
            if first == rows.lowerBound { return 0..<0 }
            return
                0..<series[index].firstPoint(
                    from: scaling.scaled(collection.times[first]), in: 0..<series[index].count)
        }
    }
}
