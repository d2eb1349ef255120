import Forecasting
import Foundation
import ObservationStore
import TimeSeries

/// One panel: what was observed of a variable of a series, and what a model says of it.
public struct SeriesPanel: Sendable {
    /// A point of the model's curve.
    public struct Point: Sendable {
        public var time: Moment
        public var low: Double
        public var median: Double
        public var high: Double
    }

    public var title: String
    /// What the model saw.
    public var seen: [(time: Moment, value: Double)]
    /// What was observed after the time up to which it saw.
    public var hidden: [(time: Moment, value: Double)]
    public var interpolation: [Point]
    public var forecast: [Point]

    /// Every time in the panel.
    var times: [Moment] { seen.map(\.time) + hidden.map(\.time) + interpolation.map(\.time) + forecast.map(\.time) }
}

/// Draws history, band and median of series.
public struct SeriesPlot {
    /// The store.
    public let store: ObservationStore
    /// Name of the model.
    public let model: String
    /// Series, `nil` for the first.
    public var series: [String]?
    /// Variables, `nil` for all of the model's.
    public var variables: [String]?
    /// Where the picture begins, `nil` for the first observation.
    public var from: Moment?
    /// Where the forecast ends, `nil` for a quarter of the picture's span beyond the last observation.
    public var until: Moment?
    /// Probability that the band covers.
    public var coverage = 0.9
    /// How it is predicted; the quantiles follow from `coverage`.
    public var options = PredictionOptions()

    /// Panels that one picture holds at most.
    public static let mostPanels = 12
    private static let curvePoints = 400

    /// Plots `model`.
    public init(store: ObservationStore, model: String) {
        self.store = store
        self.model = model
    }

    /// Computes the panels, one for each series and variable.
    public func panels() throws -> [SeriesPanel] {
        let forecaster = try store.forecaster(model)
        let names: [String]
        if let series { names = series } else { names = Array(try store.seriesNames().prefix(1)) }
        let shown = variables ?? forecaster.variables
        guard names.count * shown.count <= Self.mostPanels else {
            throw StoreError.usage(
                "\(names.count) series by \(shown.count) variables are more than \(Self.mostPanels) panels; "
                    + "choose with --series and --variables")
        }
        let data = try store.observations(ObservationFilter(series: names, variables: forecaster.variables))
        var panels: [SeriesPanel] = []
        for (index, name) in names.enumerated() {
            let rows = data.rows(of: index).filter { row in from.map { data.times[row] >= $0 } ?? true }
            let seen = rows.filter { row in options.asOf.map { data.times[row] <= $0 } ?? true }
            guard let first = seen.first.map({ data.times[$0] }), let last = seen.last.map({ data.times[$0] }) else {
                throw StoreError.notFound("series \(name) has no observation of the model's variables to plot")
            }
            let span = max(last.elapsed(since: first), .leastNormalMagnitude)
            let latest = rows.last.map { data.times[$0] } ?? last
            let end = until ?? max(last.advanced(by: 0.25 * span), latest)
            let inside = try curve(name, .interpolation, Self.steps(first, last, Self.curvePoints))
            let beyond = end > last ? try curve(name, .forecast, Self.steps(last, end, Self.curvePoints / 2)) : [:]
            for variable in shown {
                guard let channel = data.variables.firstIndex(of: variable) else {
                    throw StoreError.notFound(
                        "the model '\(model)' does not know the variable \(variable); it knows "
                            + forecaster.variables.joined(separator: ", "))
                }
                func points(_ chosen: [Int]) -> [(time: Moment, value: Double)] {
                    chosen.filter { Int(data.variable[$0]) == channel }.map { (data.times[$0], data.values[$0]) }
                }
                panels.append(
                    SeriesPanel(
                        title: "\(variable), series \(name)", seen: points(seen),
                        hidden: points(rows.filter { data.times[$0] > last }),
                        interpolation: inside[variable] ?? [],
                        // From the last point of the one curve on, so that the two meet.
                        forecast: beyond[variable].map { (inside[variable]?.suffix(1) ?? []) + $0 } ?? []))
            }
        }
        return panels
    }

    /// Times from `first` on, the last at `last`.
    private static func steps(_ first: Moment, _ last: Moment, _ count: Int) -> [Moment] {
        let span = last.elapsed(since: first)
        let inner = (0..<count).map { first.advanced(by: span * Double($0) / Double(count)) }
        return Array(Set(inner + [last])).sorted()
    }

    private func curve(
        _ series: String, _ kind: PredictionKind, _ times: [Moment]
    ) throws -> [String: [SeriesPanel.Point]] {
        let asked = kind == .forecast ? Array(times.dropFirst()) : times
        var job = PredictionJob(store: store, model: model, kind: kind, times: .at(asked))
        job.series = [series]
        job.variables = variables
        job.options = options
        job.options.quantiles = [(1 - coverage) / 2, 0.5, (1 + coverage) / 2]
        let result = try job.run()
        if let failure = result.failures.first {
            throw StoreError.failed("series \(failure.series): \(failure.reason)")
        }
        var curves: [String: [SeriesPanel.Point]] = [:]
        for row in result.rows {
            curves[row.variable, default: []].append(
                .init(time: row.time, low: row.quantiles[0], median: row.quantiles[1], high: row.quantiles[2]))
        }
        return curves
    }
}
