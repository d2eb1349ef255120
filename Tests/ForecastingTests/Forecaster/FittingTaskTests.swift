import Forecasting
import Testing
import TimeSeries

@Suite struct FittingTaskTests {
    private func settings(epochs: Int) -> FitSettings {
        var settings = FitSettings()
        settings.network.hidden = 8
        settings.network.latent = 3
        settings.training.epochs = epochs
        return settings
    }

    @Test func aFitIsWatchedAndAwaited() async throws {
        let data = oscillations(series: 24)
        let fitting = Fitting(data, kind: .latentODE, settings: settings(epochs: 3), threads: 1)
        var epochs: [Int] = []
        for await step in fitting.progress where !step.measures.isEmpty { epochs.append(step.epoch) }
        #expect(epochs == [1, 2, 3])
        let model = try await fitting.forecaster
        // The same model as by the fit itself, however often it is asked for.
        let fit = try ForecasterKind.latentODE.fit(data, settings(epochs: 3), FitContext(threads: 2))
        _ = try fit.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
        #expect(try model.encoded() == fit.forecaster().encoded())
        #expect(try await fitting.forecaster.encoded() == model.encoded())
    }

    @Test func aCancelledFitThrows() async throws {
        let fitting = Fitting(
            oscillations(series: 24), kind: .latentODE, settings: settings(epochs: 100_000), threads: 1)
        var first = fitting.progress.makeAsyncIterator()
        _ = await first.next()
        let waiting = Task { try await fitting.forecaster }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        await #expect(throws: CancellationError.self) { try await fitting.forecaster }
    }

    @Test func whatCannotBeFittedSaysSo() async {
        let data = SeriesCollection(
            variables: ["x"], names: ["a"], offsets: [0, 1], times: .numeric([1]), variableIndices: [0], values: [1])
        await #expect(throws: ForecastingError.self) { try await Fitting(data).forecaster }
    }
}
