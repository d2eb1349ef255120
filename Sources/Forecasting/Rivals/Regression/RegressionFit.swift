import Crew
import TimeSeries

/// Fits a regression to every channel, forecasts first, then values between: two passes over the series, then each channel by itself.
struct RegressionFit {
    /// Times, in series of two or more, that a fit needs.
    static let leastPoints = 20
    /// Channels that the regressions of others read: those seen most.
    static let mostOthers = 64

    private let collection: SeriesCollection
    private let settings: FitSettings
    private let threads: Int
    private let watch: FitWatch

    init(_ collection: SeriesCollection, settings: FitSettings, threads: Int, watch: FitWatch = FitWatch()) {
        self.collection = collection
        self.settings = settings
        self.threads = threads
        self.watch = watch
    }

    /// - Complexity: O(n + targets · columns²), in memory O(n) beside a fixed budget for summaries and sums.
    func forecaster() throws(ForecastingError) -> RegressionForecaster {
        let points = collection.pointsInSeriesOfTwo
        guard points >= Self.leastPoints else {
            throw .tooLittleData(.tooFewTimes(found: points, needed: Self.leastPoints, model: "regression"))
        }
        let frame = RegressionFrame(collection, task: settings.task)
        let read = mostSeen(frame)
        let crew = WorkCrew(threads: max(1, min(threads, frame.channels.count)))
        let folds = RegressionFolds(collection)
        let forecastFeatures = frame.channels.indices.map { frame.forecastFeatures(of: $0, others: read) }
        let plan = ForecastPlan(frame, collection, task: settings.task, folds: folds)
        watch.plan(2 * frame.channels.count)
        let forecasts = crew.map(frame.channels.count) { channel, _ in
            defer { watch.finishPart() }
            guard !watch.isCancelled else { return Found(nil) }
            return Found(
                ChannelRegression.fit(
                    ForecastRows(
                        features: forecastFeatures[channel],
                        columns: forecastFeatures[channel].columns(variables: frame.channels.map(\.name)),
                        table: plan.table, targets: plan.targets[channel], span: folds.span),
                    features: settings.regression.features, seed: settings.seed, clock: frame.clock,
                    covered: frame.channels[channel].covered))
        }.map(\.model)
        let interpolationFeatures = frame.channels.indices.map { frame.interpolationFeatures(of: $0, others: read) }
        let hidden = InterpolationPlan(frame, interpolationFeatures, collection, folds: folds)
        let interpolations = crew.map(frame.channels.count) { channel, _ in
            defer { watch.finishPart() }
            guard !watch.isCancelled else { return Found(nil) }
            return Found(
                ChannelRegression.fit(
                    InterpolationRows(
                        features: interpolationFeatures[channel],
                        columns: interpolationFeatures[channel].columns(variables: frame.channels.map(\.name)),
                        rows: hidden.rows[channel], others: hidden.others[channel], span: folds.span),
                    features: settings.regression.features, seed: settings.seed, clock: frame.clock,
                    covered: frame.channels[channel].covered))
        }.map(\.model)
        let unknown = ErrorMemory(noise: 1, length: 1)
        let coupling = PathCoupling(
            learning: forecasts.map { $0?.scores ?? [] },
            affinity: { row, column in
                let (one, other) = (forecasts[row]?.residuals.memory, forecasts[column]?.residuals.memory)
                return (one ?? unknown).affinity(to: other ?? unknown)
            })
        func withoutScores(_ models: [ChannelRegression?]) -> [ChannelRegression?] {
            models.map { model in
                var model = model
                model?.scores = []
                return model
            }
        }
        let fitted = forecasts.compactMap(\.self)
        let rows = Double(fitted.reduce(0) { $0 + $1.rows })
        var baselines: [String: Double] = [:]
        for model in fitted {
            for (name, error) in model.ruleErrors { baselines[name, default: 0] += error * Double(model.rows) / rows }
        }
        return RegressionForecaster(
            frame: frame, forecasts: withoutScores(forecasts), interpolations: withoutScores(interpolations),
            coupling: coupling,
            summary: RegressionSummary(
                trainingSeries: collection.count, observations: collection.values.count, anchors: plan.table.count,
                parameters: (forecasts + interpolations).reduce(0) { $0 + ($1?.coefficients.count ?? 0) }, read: read,
                error: rows > 0 ? fitted.reduce(0) { $0 + $1.error * $1.error * Double($1.rows) } / rows : nil,
                baselineErrors: baselines))
    }

    /// `nil` is a result as well.
    private struct Found: Sendable {
        let model: ChannelRegression?
        init(_ model: ChannelRegression?) { self.model = model }
    }

    /// The channels that others read, ascending.
    private func mostSeen(_ frame: RegressionFrame) -> [Int] {
        var counts = [Int](repeating: 0, count: collection.variables.count)
        for index in collection.variableIndices { counts[Int(index)] += 1 }
        let places = frame.channels.map { collection.variables.firstIndex(of: $0.name) ?? 0 }
        return Array(
            frame.channels.indices.sorted { (-counts[places[$0]], $0) < (-counts[places[$1]], $1) }
                .prefix(Self.mostOthers)
        ).sorted()
    }
}
