import Forecasting
import Storage
import TimeSeries

extension PredictionJob {
    /// Where the width of each forecast comes from, and what moved it; nothing is stored.
    ///
    /// - Parameters:
    ///   - store: where the observations are.
    ///   - progress: called with the number of series done and of all.
    ///   - isCancelled: asked between predictions; the job then throws `CancellationError`.
    /// - Returns: by series, variable and time.
    public func explanations(
        in store: any ForecastStore, progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }
    ) throws -> [ForecastExplanation] {
        let collection = try store.observations(
            ObservationFilter(series: asked, variables: forecaster.variables, until: options.asOf))
        let shown = Set(try forecaster.positions(of: variables).map(\.name))
        var steps: SensibleSteps?
        if case .sensible(let horizon, let zone) = times {
            steps = SensibleSteps(collection, horizon: horizon, isForecast: true, zone: zone)
        }
        var untouched: [String] = []
        let requests = try requests(on: collection, steps: steps, untouched: &untouched)
        var found: [ForecastExplanation] = []
        for (index, request) in requests.enumerated() {
            found += try forecaster.explain(collection, request, options: options, isCancelled: isCancelled)
                .filter { shown.contains($0.variable) }
            progress(index + 1, requests.count)
        }
        return found
    }
}
