import Lanes
import TimeSeries

/// Which observations train and which validate: by series, or by time where there are few series.
struct DataSplit: Sendable {
    /// For each series, the first row that validates; its end where all of it trains.
    let firstValidationRow: [Int]
    let collection: SeriesCollection
    /// Whether whole series validate.
    let isBySeries: Bool

    /// Series from which on whole ones are set apart; where all are short, fewer do.
    static let leastSeries = 10
    private static let leastShortSeries = 3
    /// Rows from which on the end of a series is set apart.
    private static let leastRows = 10

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
        // The series of a row by bisection.
        var low = 0
        var high = collection.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if collection.offsets[middle] <= row { low = middle } else { high = middle }
        }
        return row < firstValidationRow[low]
    }

    /// For each prepared series, the points that train.
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

    /// Episodes that hide the later part of validation series: of whole series a half; of a series' end, all that
    /// validates, after a history from the training part. In descending order of length.
    func validationEpisodes(_ series: [PreparedSeries], scaling: DataScaling) -> [Episode] {
        let training = trainingPoints(series, scaling: scaling)
        var episodes: [Episode] = []
        for (index, data) in series.enumerated() where data.count >= 2 && training[index].count < data.count {
            let cuts: [Int]
            if training[index].isEmpty {
                cuts =
                    data.count > DataScaling.windowPoints
                    ? [data.count / 4, data.count / 2, 3 * data.count / 4] : [max(data.count / 2, 1)]
            } else {
                // Four cuts over the validating stretch.
                let begin = training[index].upperBound
                let length = data.count - begin
                cuts = Array(Set([0, 1, 2, 3].map { begin + length * $0 / 4 })).sorted()
            }
            for cut in cuts where cut > 0 && cut < data.count {
                let cutoff = data.times[cut - 1]
                let first = data.firstPoint(from: cutoff - scaling.history, in: 0..<cut)
                let end = data.firstPoint(
                    from: min(cutoff + (scaling.horizon ?? .infinity), data.times[first] + scaling.window) + 1e-9,
                    in: cut..<data.count)
                guard end > cut else { continue }
                episodes.append(
                    Episode(
                        series: index, history: Array(first..<cut), start: data.times[first],
                        times: (first..<end).map { data.times[$0] }, points: first..<end, stream: 0))
            }
        }
        return episodes.sorted { ($0.times.count, $1.series) > ($1.times.count, $0.series) }
    }
}
