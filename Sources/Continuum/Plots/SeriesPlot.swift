import Forecasting
import Foundation
import Storage
import TimeSeries

/// History, band and median of series, as panels to draw.
public struct SeriesPlot {
    /// The model.
    public let forecaster: any Forecaster
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
    /// Variables whose axis points down; `nil` for those in magnitudes, whose unit is `mag`.
    public var inverted: [String]?
    /// How it is predicted; the quantiles follow from `coverage`.
    public var options = PredictionOptions()

    /// Panels that one picture holds at most.
    public static let mostPanels = 12
    /// Points of a curve, at least and at most.
    private static let curvePoints = 400.0...4000.0

    /// Plots what `forecaster` says.
    public init(_ forecaster: any Forecaster) { self.forecaster = forecaster }

    /// The panels, one for each series and variable, from the observations of `store`, which are read once.
    public func panels(of store: any ForecastStore) throws -> [SeriesPanel] {
        let names: [String]
        if let series { names = series } else { names = Array(try store.seriesNames().prefix(1)) }
        try checkCount(names.count)
        return try panels(
            of: store.observations(ObservationFilter(series: names, variables: forecaster.variables)))
    }

    /// The panels of every series of `collection`.
    public func panels(of collection: SeriesCollection) throws -> [SeriesPanel] {
        try checkCount(collection.count)
        return try (0..<collection.count).flatMap { try panels(of: $0, in: collection) }
    }

    private var shown: [String] { variables ?? forecaster.variables }

    private func checkCount(_ series: Int) throws {
        guard series * shown.count <= Self.mostPanels else {
            throw JobError.tooManyPanels(series: series, variables: shown.count, most: Self.mostPanels)
        }
    }

    private func panels(of index: Int, in data: SeriesCollection) throws -> [SeriesPanel] {
        let name = data.names[index]
        let rows = data.rows(of: index).filter { row in from.map { data.times[row] >= $0 } ?? true }
        let seen = rows.filter { row in options.asOf.map { data.times[row] <= $0 } ?? true }
        guard let first = seen.first.map({ data.times[$0] }), let last = seen.last.map({ data.times[$0] }) else {
            throw StoreError.notFound("series \(name) has no observation of the model's variables to plot")
        }
        let span = max(last.elapsed(since: first), .leastNormalMagnitude)
        let latest = rows.last.map { data.times[$0] } ?? last
        let end = until ?? max(last.advanced(by: 0.25 * span), latest)
        // A picture that begins amid the series shows the curve from its edge on.
        let start = from.map { max($0, data.times[data.rows(of: index).lowerBound]) } ?? first
        let left = min(start, last)
        let step = Self.step(seen.map { data.times[$0] }, from: left, through: max(end, last))
        let inside = try curves(
            index, .interpolation, Self.times(left, last, every: step, and: seen.map { data.times[$0] }), data)
        // From just after the last observation on: the two curves meet where the model lets them.
        let edge = last.advanced(by: max(1e-4 * step, last.kind == .calendar ? 1e-6 : 0))
        let after = end > last ? ([edge] + Self.times(last, end, every: step)).filter { $0 > last && $0 <= end } : []
        let beyond = after.isEmpty ? [:] : try curves(index, .forecast, Array(Set(after)).sorted(), data)
        return try shown.map { variable in
            guard let channel = data.variables.firstIndex(of: variable), forecaster.variables.contains(variable) else {
                throw StoreError.notFound(
                    "the model does not know the variable \(variable); it knows "
                        + forecaster.variables.joined(separator: ", "))
            }
            func points(_ chosen: [Int]) -> [(time: Moment, value: Double)] {
                chosen.filter { Int(data.variableIndices[$0]) == channel }.map { (data.times[$0], data.values[$0]) }
            }
            return SeriesPanel(
                title: "\(variable), series \(name)", variable: variable, unit: data.units[variable],
                isLogarithmic: forecaster.isLogarithmic(variable),
                isInverted: inverted?.contains(variable) ?? (data.units[variable] == "mag"), seen: points(seen),
                hidden: points(rows.filter { data.times[$0] > last }), interpolation: inside[variable] ?? [],
                forecast: beyond[variable] ?? [])
        }
    }

    /// The distance between points of a curve: two gaps of the middle length between `times`, so that a cycle of the values that
    /// they can tell is not mistaken for a slower one.
    private static func step(_ times: [Moment], from first: Moment, through last: Moment) -> Double {
        let gaps = zip(times.dropFirst(), times).map { $0.elapsed(since: $1) }.filter { $0 > 0 }.sorted()
        let span = max(last.elapsed(since: first), .leastNormalMagnitude)
        let wanted = gaps.isEmpty ? 0 : 0.5 * span / gaps[gaps.count / 2]
        return span / min(max(wanted, curvePoints.lowerBound), curvePoints.upperBound)
    }

    /// Times from `first` to `last`, both included, and those of the `observed` between, where they are few: a band may be narrow there
    /// alone.
    private static func times(
        _ first: Moment, _ last: Moment, every step: Double, and observed: [Moment] = []
    ) -> [Moment] {
        let span = last.elapsed(since: first)
        let count = max(Int((span / step).rounded(.up)), 40)
        let inner = (0..<count).map { first.advanced(by: span * Double($0) / Double(count)) }
        let few = observed.count <= 400 ? observed.filter { $0 > first && $0 < last } : []
        return Array(Set(inner + few + [last])).sorted()
    }

    /// Band and median of each variable at `times`.
    private func curves(
        _ series: Int, _ kind: PredictionKind, _ times: [Moment], _ data: SeriesCollection
    ) throws -> [String: [SeriesPanel.Point]] {
        var options = options
        options.quantiles = [(1 - coverage) / 2, 0.5, (1 + coverage) / 2]
        let prediction = try forecaster.predict(
            data, [PredictionRequest(series: series, times: times)], kind: kind, options: options)[0]
        if let failure = prediction.failure {
            throw StoreError.failed("series \(data.names[series]): \(failure)")
        }
        var curves: [String: [SeriesPanel.Point]] = [:]
        for (channel, variable) in forecaster.variables.enumerated() where shown.contains(variable) {
            curves[variable] = times.indices.map { k in
                let band = prediction[k, channel].quantiles
                return .init(time: times[k], low: band[0], median: band[1], high: band[2])
            }
        }
        return curves
    }
}
