import Crew

/// Consecutive series of a thousand rows or more, as one task: series are often so short that a task each would mostly wait.
enum SeriesShare {
    private static let rows = 1000

    /// The results of `body` for each series, in order, on the threads of a crew.
    static func map<Result>(
        _ series: [ObservationRows], _ crew: WorkCrew?, _ body: (ObservationRows) -> Result
    ) -> [Result] {
        guard let crew, crew.threads > 1 else { return series.map(body) }
        var shares: [Range<Int>] = []
        var (first, count) = (0, 0)
        for index in series.indices {
            count += series[index].count
            guard count >= rows || index == series.count - 1 else { continue }
            shares.append(first..<index + 1)
            (first, count) = (index + 1, 0)
        }
        return crew.map(shares.count) { share, _ in series[shares[share]].map(body) }.flatMap(\.self)
    }
}
