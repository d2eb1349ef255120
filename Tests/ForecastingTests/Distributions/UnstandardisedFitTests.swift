import Foundation
import Testing
import TimeSeries

@testable import Forecasting

/// Whole fits under distributions that are no location–scale families: one discrete, one bounded.
@Suite struct UnstandardisedFitTests {
    private func fit(
        _ distribution: any ObservationDistribution.Type, _ transform: (Double) -> Double
    ) throws -> (data: SeriesCollection, model: LatentODEForecaster, loss: Double?) {
        let waves = oscillations(series: 24)
        let data = SeriesCollection(
            variables: waves.variables, names: waves.names, offsets: waves.offsets, times: waves.times,
            variableIndices: waves.variableIndices, values: waves.values.map(transform))
        var settings = FitSettings()
        settings.training.epochs = 6
        settings.network.hidden = 16
        settings.network.latent = 4
        settings.training.batch = 16
        settings.likelihood = .named(ObservationLikelihood(distribution))
        let trainer = try LatentODETrainer(data, settings: settings, threads: 2)
        _ = try trainer.run()
        let curve = trainer.state.curve
        #expect(curve.count == 6 && curve.allSatisfy { $0.loss != nil && $0.validationLoss != nil })
        #expect(try #require(curve.last?.loss) < (try #require(curve.first?.loss)))
        return (data, try trainer.forecaster(), curve.last?.loss)
    }

    @Test func forecastsOfCountsAreCounts() throws {
        let (data, model, _) = try fit(Poisson.self) { (4 * ($0 + 1)).rounded().magnitude }
        try expectForecasts(of: data, by: model) { $0 >= 0 && $0 == $0.rounded() && $0 < 1000 }
    }

    @Test func forecastsOfSharesStayBetweenZeroAndOne() throws {
        let (data, model, _) = try fit(LogitNormal.self) { 0.5 + 0.4 * sin($0) }
        try expectForecasts(of: data, by: model) { $0 > 0 && $0 < 1 }
    }

    private func expectForecasts(
        of data: SeriesCollection, by model: LatentODEForecaster, _ isAllowed: (Double) -> Bool
    ) throws {
        var options = PredictionOptions()
        options.samples = 20
        let requests = (0..<3).map { series in
            let last = data.times[data.rows(of: series).upperBound - 1]
            return PredictionRequest(series: series, times: [last.advanced(by: 0.5), last.advanced(by: 2)])
        }
        for prediction in try model.predict(data, requests, kind: .forecast, options: options) {
            #expect(prediction.failure == nil && prediction.quantiles.count == 20)
            for value in prediction.quantiles + prediction.samples { #expect(isAllowed(value), "\(value)") }
            #expect(prediction.deviations.allSatisfy { $0 > 0 })
        }
    }
}
