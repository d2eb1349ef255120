import Lanes
import TimeSeries

/// A series in the model's units, as points: all observations at one time.
struct PreparedSeries: Sendable {
    /// Time of each point since the data's origin, ascending.
    var times: [Double] = []
    /// Point p owns the cells `offsets[p] ..< offsets[p + 1]`.
    var offsets: [Int32] = [0]
    /// Channel of each cell.
    var channels: [Int32] = []
    /// Scaled value of each cell.
    var values: [Float] = []
    /// Encoded static covariates.
    var statics: [Float] = []
    /// Key of the series' random numbers: a hash of its name.
    var key: UInt32 = 0

    /// Number of points.
    var count: Int { times.count }

    /// The cells of `point`.
    func cells(_ point: Int) -> Range<Int> { Int(offsets[point])..<Int(offsets[point + 1]) }

    /// The number of cells of `points`.
    func cellCount(_ points: Range<Int>) -> Int { Int(offsets[points.upperBound] - offsets[points.lowerBound]) }
}

extension DataScaling {
    /// Series `index` of `collection` in the model's units.
    ///
    /// - Parameter channelOf: the channel of each variable of `collection`, from `channelMap`; variables without one are left out.
    func prepare(_ collection: SeriesCollection, series index: Int, channelOf: [Int32]) -> PreparedSeries {
        var series: PreparedSeries
        let rows = collection.rows(of: index)
        switch collection.times {
        case .calendar(let times):
            series = prepare(collection, rows, channelOf) { scaled(microseconds: times[$0]) }
        case .numeric(let times):
            series = prepare(collection, rows, channelOf) { scaled(number: times[$0]) }
        }
        series.key = seriesKey(collection.names[index])
        for encoding in statics {
            let column = collection.staticNames.firstIndex(of: encoding.name)
            let value = column.flatMap { collection.statics[index][$0] }
            series.statics += encoding.encode(value).map { Float($0) }
        }
        return series
    }

    /// The points of the rows `rows`.
    @inline(__always)
    private func prepare(
        _ collection: SeriesCollection, _ rows: Range<Int>, _ channelOf: [Int32], timeOf: (_ row: Int) -> Double
    ) -> PreparedSeries {
        var series = PreparedSeries()
        series.times.reserveCapacity(rows.count)
        series.offsets.reserveCapacity(rows.count + 1)
        series.channels.reserveCapacity(rows.count)
        series.values.reserveCapacity(rows.count)
        var last = Double.nan
        var cells: Int32 = 0
        for row in rows {
            let channel = channelOf[Int(collection.variableIndices[row])]
            guard channel >= 0 else { continue }
            let time = timeOf(row)
            if time != last {
                if cells > 0 { series.offsets.append(cells) }
                series.times.append(time)
                last = time
            }
            series.channels.append(channel)
            series.values.append(Float(channels[Int(channel)].scaled(collection.values[row])))
            cells += 1
        }
        if cells > 0 { series.offsets.append(cells) }
        return series
    }

    /// For each variable of `collection`, the channel of the same name, or -1.
    func channelMap(_ collection: SeriesCollection) -> [Int32] {
        collection.variables.map { name in
            Int32(channels.firstIndex { $0.name == name } ?? -1)
        }
    }
}
