import TimeSeries

extension DataScaling {
    /// Observation times beyond which a series is cut into windows.
    static let windowPoints = 200

    /// Learns the units of `collection`.
    ///
    /// - Parameter training: whether a row trains; values of others teach no scaling.
    /// - Throws: `tooLittleData` without observations or without a series of two times; `unsuitableValues` where the distribution asked
    ///   for gives a value no probability.
    init(
        learning collection: SeriesCollection, settings: FitSettings, training: (Int) -> Bool
    ) throws(ForecastingError) {
        timeKind = collection.times.kind
        var values = [[Double]](repeating: [], count: collection.variables.count)
        for row in collection.values.indices where training(row) {
            values[Int(collection.variableIndices[row])].append(collection.values[row])
        }
        var scalings: [ChannelScaling] = []
        for (name, column) in zip(collection.variables, values) where !column.isEmpty {
            scalings.append(try ChannelScaling(name: name, values: column, choice: settings.likelihood))
        }
        guard !scalings.isEmpty else { throw .tooLittleData(.noObservations(until: nil)) }
        channels = scalings
        statics = collection.staticNames.indices.map { column in
            StaticEncoding(name: collection.staticNames[column], values: collection.statics.map { $0[column] })
        }

        var earliest = Double.infinity
        var spans: [Double] = []
        var counts: [Int] = []
        for index in 0..<collection.count {
            let rows = collection.rows(of: index)
            guard let first = rows.first, let last = rows.last else { continue }
            let begin = Self.number(collection.times[first])
            earliest = min(earliest, begin)
            spans.append(collection.times[last].elapsed(since: collection.times[first]))
            var points = 1
            for row in rows.dropFirst() where collection.times[row] != collection.times[row - 1] { points += 1 }
            counts.append(points)
        }
        origin = earliest
        let longest = spans.max() ?? 0
        let most = counts.max() ?? 0
        let positive = spans.filter { $0 > 0 }.sorted()
        guard !positive.isEmpty else { throw .tooLittleData(.noSeriesWithTwoTimes) }
        let asked = settings.task.history.flatMap { history in settings.task.horizon.map { history + $0 } }
        let length: Double
        let unit: Double
        if let asked {
            length = min(asked, longest)
            unit = length / 2
        } else if most > Self.windowPoints {
            // The median time that long series take for as many points as a window has.
            let dense = zip(spans, counts).filter { $0.1 > Self.windowPoints }
                .map { $0.0 * Double(Self.windowPoints) / Double($0.1) }.sorted()
            length = min(dense[dense.count / 2], longest)
            unit = length / 2
        } else {
            length = longest
            unit = positive[positive.count / 2] / 2
        }
        timeUnit = unit
        window = length / unit * (1 + 1e-9)
        history = settings.task.history.map { $0 / unit } ?? (most > Self.windowPoints ? 0.6 * window : window)
        horizon = settings.task.horizon.map { $0 / unit }
        seasons = Self.seasons(collection, settings.task.season, unit: unit, training: training)
    }

    private static func number(_ moment: Moment) -> Double {
        switch moment {
        case .calendar(let microseconds): Double(microseconds)
        case .numeric(let number): number
        }
    }

    /// The strongest seasons of all variables together, in model time.
    private static func seasons(
        _ collection: SeriesCollection, _ choice: SeasonChoice, unit: Double, training: (Int) -> Bool
    ) -> [Double] {
        let found = SeasonSearch.seasons(in: collection, choice: choice, training: training)
        var shared: [(period: Double, strength: Double)] = []
        for season in found.joined() {
            if let index = shared.firstIndex(where: { abs($0.period / season.period - 1) < 0.01 }) {
                shared[index].strength += season.strength
            } else {
                shared.append((season.period, season.strength))
            }
        }
        shared.sort { ($0.strength, $1.period) > ($1.strength, $0.period) }
        return shared.prefix(mostSeasons).map { $0.period / unit }
    }
}
