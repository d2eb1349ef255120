import TimeSeries

/// A request whose times lie where its kind answers, with what may be seen of its series.
public struct CheckedRequest: Sendable {
    /// Index of the series in the collection.
    public let series: Int
    /// The times, ascending, each once, `(K)`.
    public let times: [Moment]
    /// What is asked at all of them.
    public let kind: PredictionKind
    /// Rows of the collection that may be seen: the series' up to the latest time allowed. At least one is of a variable that
    /// the model knows.
    public let seen: Range<Int>
    /// Time since the latest observation seen at or before each of `times`, `(K)`: seconds, or the data's own unit.
    public let leads: [Double]

    /// Checks the times of `request`.
    ///
    /// - Parameters:
    ///   - isKnown: whether the model knows each of the collection's variables.
    ///   - asOf: nothing later may be seen; `nil` for no limit.
    /// - Complexity: O(rows of the series + times).
    init(
        _ request: PredictionRequest, _ kind: PredictionKind, about collection: SeriesCollection, isKnown: [Bool],
        asOf: Moment?
    ) throws(ForecastingError) {
        let name = collection.names[request.series]
        let all = collection.rows(of: request.series)
        seen =
            all
            .lowerBound..<(asOf.map { limit in all.partitionPoint { collection.times[$0] > limit } } ?? all.upperBound)
        let rows = seen.filter { isKnown[Int(collection.variableIndices[$0])] }
        guard let first = rows.first, let last = rows.last else {
            throw .tooLittleData(.seriesWithoutObservations(series: name, asOf: asOf))
        }
        var leads: [Double] = []
        leads.reserveCapacity(request.times.count)
        var next = 0
        for time in request.times {
            switch kind {
            case .forecast where time <= collection.times[last]:
                throw .impossibleRequest(
                    .notAfterLast(series: name, time: time, last: collection.times[last]))
            case .interpolation where time > collection.times[last]:
                throw .impossibleRequest(.afterLast(series: name, time: time, last: collection.times[last]))
            case .interpolation where time < collection.times[first]:
                throw .impossibleRequest(.beforeFirst(series: name, time: time, first: collection.times[first]))
            default: break
            }
            while next + 1 < rows.count, collection.times[rows[next + 1]] <= time { next += 1 }
            leads.append(time.elapsed(since: collection.times[rows[next]]))
        }
        self.leads = leads
        self.kind = kind
        series = request.series
        times = request.times
    }
}
