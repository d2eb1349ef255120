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
        let collection = try observations(in: store)
        let shown = Set(try forecaster.positions(of: variables).map(\.name))
        let requests = try requests(on: collection).requests
        var found: [ForecastExplanation] = []
        for (index, request) in requests.enumerated() {
            found += try forecaster.explain(collection, request, options: options, isCancelled: isCancelled)
                .filter { shown.contains($0.variable) }
            progress(index + 1, requests.count)
        }
        return found
    }
}
