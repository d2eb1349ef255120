import Forecasting
import Storage
import TimeSeries

extension ModelReport {
    /// Observations of a series that an example shows at most, the latest.
    private static let mostObservations = 300
    /// Rows of a table of values.
    private static let mostRows = 4

    /// Pictures and tables of forecasts of some series.
    func examplesSection() throws -> ReportSection {
        let known = forecaster.variables
        let shown = variables ?? Array(known.prefix(4))
        let names: [String]
        if let series { names = series } else { names = Array(try store.seriesNames().prefix(2)) }
        var parts: [ReportPart] = []
        for name in names {
            let data = try store.observations(ObservationFilter(series: [name], variables: known))
            let rows = data.rows(of: 0)
            guard let last = rows.last else {
                parts.append(.text("Series \(name) has no observation of the model's variables."))
                continue
            }
            var plot = SeriesPlot(forecaster)
            plot.series = [name]
            plot.variables = shown
            plot.coverage = coverage
            plot.options = options
            if rows.count > Self.mostObservations * shown.count {
                plot.from = data.times[last - Self.mostObservations * shown.count]
            }
            let panels = try plot.panels(of: data)
            let percent = ShownText.number(ShownText.percent(coverage))
            let caption =
                "Series \(name): observations, median and \(percent) % band between them and beyond the last"
                + (plot.from == nil ? "." : ", the latest part.")
            parts.append(.figure(try ReportFigure(caption, panels, coverage: coverage, zone: zone, time: time)))
            if let table = try values(data, shown, percent) { parts.append(.table(table)) }
        }
        return ReportSection("Example forecasts", parts)
    }

    /// Some values of the forecast of the only series of `data`, for those who read no pictures; `nil` where one time tells no steps.
    private func values(_ data: SeriesCollection, _ shown: [String], _ percent: String) throws -> ReportTable? {
        let seen = data.rows(of: 0).filter { row in options.asOf.map { data.times[row] <= $0 } ?? true }
        guard let first = seen.first.map({ data.times[$0] }), let last = seen.last.map({ data.times[$0] }),
            let steps = SensibleSteps(data, horizon: nil, isForecast: true, zone: zone)
        else { return nil }
        let times = try PredictionTimes.sensible(horizon: nil, zone: zone)
            .times(of: data.names[0], first: first, last: last, kind: .forecast, steps: steps)
        guard !times.isEmpty else { return nil }
        let chosen = Set((1...Self.mostRows).map { (times.count * $0 + Self.mostRows - 1) / Self.mostRows - 1 })
            .sorted()
        var asked = options
        asked.quantiles = [(1 - coverage) / 2, 0.5, (1 + coverage) / 2]
        let prediction = try forecaster.predict(
            data, [PredictionRequest(series: 0, times: chosen.map { times[$0] })], kind: .forecast,
            options: asked)[0]
        if let failure = prediction.failure { throw failure }
        let rows = shown.flatMap { variable -> [[ReportTable.Cell]] in
            guard let channel = forecaster.variables.firstIndex(of: variable) else { return [] }
            return prediction.times.indices.map { k in
                let value = prediction[k, channel]
                return [
                    .text(variable), .text(time(prediction.times[k])), .number(value.quantiles[1]),
                    .number(value.quantiles[0]), .number(value.quantiles[2]),
                    data.units[variable].map { .text($0) } ?? .none,
                ]
            }
        }
        return ReportTable(
            "Values of the forecast of series \(data.names[0])",
            columns: ["variable", "time", "median", "\(percent) % from", "to", "unit"], rows: rows)
    }
}
