import Forecasting
import Foundation
import Synchronization
import Testing
import TimeSeries

/// What every kind of forecaster promises, run over the list of kinds.
@Suite struct ForecasterContractTests {
    /// Hourly values with a daily cycle, 12 series of two variables, one of them counts from 0 on, some cells missing.
    private static let data = daily(series: 12)

    private static func daily(series: Int, scale: Double = 1, poisonedAfter limit: Moment? = nil) -> SeriesCollection {
        var names: [String] = []
        var offsets = [0]
        var times: [Int64] = []
        var variable: [Int32] = []
        var values: [Double] = []
        for index in 0..<series {
            names.append("s\(index)")
            for hour in 0..<96 {
                let time = Int64(hour * 3600 + 600 * index) * 1_000_000 + 1_600_000_000_000_000
                // A sum of incommensurable waves stands for noise.
                let wiggle = sin(Double(hour * hour + 7 * index))
                let isPoisoned = limit.map { Moment.calendar(microseconds: time) > $0 } ?? false
                let level = 20 + Double(index) + 5 * sin(2 * .pi * Double(hour) / 24) + wiggle
                let count = max(0, (2 * wiggle + 1.5 * cos(2 * .pi * Double(hour) / 24)).rounded())
                for (channel, value) in [level, count].enumerated() where (hour + channel + index) % 5 != 0 {
                    times.append(time)
                    variable.append(Int32(channel))
                    values.append(isPoisoned ? 1e6 : scale * value)
                }
            }
            offsets.append(values.count)
        }
        return SeriesCollection(
            variables: ["level", "count"], names: names, offsets: offsets, times: .calendar(times),
            variableIndices: variable,
            values: values)
    }

    /// Each kind is fitted once for all tests, on one thread and on two: a fit takes longer than everything else here.
    private static func fitted(_ kind: ForecasterKind, threads: Int = 1) throws -> any Forecaster {
        try fits.withLock { fits in
            let key = "\(kind.name) \(threads)"
            let model = try fits[key] ?? newlyFitted(kind, threads: threads)
            fits[key] = model
            return model
        }
    }

    private static let fits = Mutex<[String: any Forecaster]>([:])

    private static func newlyFitted(_ kind: ForecasterKind, threads: Int) throws -> any Forecaster {
        var settings = FitSettings()
        settings.network.hidden = 8
        settings.network.latent = 4
        settings.training.epochs = 2
        settings.training.batch = 8
        // A mixture of few, since each of them is tried in four turns.
        settings.rivals = ["latent-ode", "last-value", "seasonal-profile", "mean"]
        let fit = try kind.fit(data, settings, FitContext(threads: threads))
        _ = try fit.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
        return try fit.forecaster()
    }

    private static func options() -> PredictionOptions {
        var options = PredictionOptions()
        options.quantiles = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]
        options.draws = 16
        options.samples = 3
        options.asOf = limit
        return options
    }

    /// Three days after the first time.
    private static let limit = Moment.calendar(microseconds: 1_600_000_000_000_000 + 72 * 3600 * 1_000_000)

    private static func requests(_ kind: PredictionKind, series: Range<Int> = 0..<12) -> [PredictionRequest] {
        series.map { index in
            let hours = kind == .forecast ? [73.0, 75.5, 96, 140] : [5.0, 30.25, 60]
            return PredictionRequest(
                series: index,
                times: hours.map { .calendar(microseconds: 1_600_000_000_000_000 + Int64($0 * 3600) * 1_000_000) })
        }
    }

    private func same(_ a: SeriesPrediction, _ b: SeriesPrediction) -> Bool {
        a.failure == nil && b.failure == nil && !a.means.isEmpty && a.means == b.means && a.deviations == b.deviations
            && a.quantiles == b.quantiles && a.samples == b.samples && a.leads == b.leads
    }

    @Test(arguments: ForecasterKind.all) func oneAloneEqualsOneAmongAll(kind: ForecasterKind) throws {
        let model = try Self.fitted(kind)
        for asked in [PredictionKind.forecast, .interpolation] {
            var two = Self.options()
            two.threads = 2
            let all = try model.predict(Self.data, Self.requests(asked), kind: asked, options: two)
            for index in [0, 5, 11] {
                let request = Self.requests(asked)[index]
                let alone = try model.predict(Self.data, [request], kind: asked, options: Self.options())
                #expect(same(alone[0], all[index]))
                var once = request
                once.times = [request.times[1]]
                let single = try model.predict(Self.data, [once], kind: asked, options: Self.options())[0]
                #expect(single[0, 1] == alone[0][1, 1])
            }
        }
    }

    @Test(arguments: ForecasterKind.all) func nothingLaterThanAsOfIsSeen(kind: ForecasterKind) throws {
        let model = try Self.fitted(kind)
        let poisoned = Self.daily(series: 12, poisonedAfter: Self.limit)
        for asked in [PredictionKind.forecast, .interpolation] {
            let clean = try model.predict(Self.data, Self.requests(asked), kind: asked, options: Self.options())
            let other = try model.predict(poisoned, Self.requests(asked), kind: asked, options: Self.options())
            #expect(zip(clean, other).allSatisfy { same($0, $1) })
        }
    }

    @Test(arguments: ForecasterKind.all) func encodedModelsGiveTheSameBits(kind: ForecasterKind) throws {
        let model = try Self.fitted(kind)
        let bytes = try model.encoded()
        let back = try kind.decode(bytes)
        #expect(try back.encoded() == bytes)
        #expect(back.kind == kind && back.variables == ["level", "count"] && back.timeKind == .calendar)
        let before = try model.predict(Self.data, Self.requests(.forecast), kind: .forecast, options: Self.options())
        let after = try back.predict(Self.data, Self.requests(.forecast), kind: .forecast, options: Self.options())
        #expect(zip(before, after).allSatisfy { same($0, $1) })
        for damaged in [Array(bytes.dropLast(10)), [], Array(bytes.prefix(9)), [UInt8](repeating: 255, count: 64)] {
            #expect(throws: ForecastingError.self) { try kind.decode(damaged) }
        }
    }

    @Test(arguments: ForecasterKind.all) func threadsNeverChangeAModel(kind: ForecasterKind) throws {
        #expect(try Self.fitted(kind, threads: 1).encoded() == Self.fitted(kind, threads: 2).encoded())
    }

    @Test(arguments: ForecasterKind.all) func quantilesDoNotCrossAndHoldTheMedian(kind: ForecasterKind) throws {
        let model = try Self.fitted(kind)
        for asked in [PredictionKind.forecast, .interpolation] {
            for prediction in try model.predict(Self.data, Self.requests(asked), kind: asked, options: Self.options()) {
                for k in prediction.times.indices {
                    for channel in 0..<2 {
                        let value = prediction[k, channel]
                        #expect(zip(value.quantiles, value.quantiles.dropFirst()).allSatisfy { $0 <= $1 })
                        #expect(value.mean.isFinite && value.deviation >= 0 && value.samples.count == 3)
                    }
                }
                #expect(prediction[prediction.times[0], "level"].median == prediction[0, 0].quantiles[3])
            }
        }
    }

    @Test(arguments: ForecasterKind.all) func timesOnTheWrongSideAreRefused(kind: ForecasterKind) throws {
        let model = try Self.fitted(kind)
        for (asked, wrong) in [(PredictionKind.forecast, PredictionKind.interpolation), (.interpolation, .forecast)] {
            #expect(throws: ForecastingError.self) {
                try model.predict(Self.data, Self.requests(wrong), kind: asked, options: Self.options())
            }
        }
    }

    @Test(arguments: ForecasterKind.all) func reportsTellWhatWasLearned(kind: ForecasterKind) throws {
        let report = try Self.fitted(kind).report
        #expect(report.series > 0 && report.observations == Self.data.values.count && report.parameters > 0)
        #expect(!report.facts.isEmpty && report.sections["summary"] != nil)
        #expect(ForecasterKind.named(kind.name) == kind)
        #expect(kind.verdict(Self.data).isEnough)
    }

    @Test(arguments: ForecasterKind.all) func tooLittleDataIsSaidBeforeTheFit(kind: ForecasterKind) {
        let little = SeriesCollection(
            variables: ["x"], names: ["a"], offsets: [0, 1], times: .calendar([0]), variableIndices: [0], values: [1])
        #expect(!kind.verdict(little).isEnough)
        #expect(throws: ForecastingError.self) {
            let fit = try kind.fit(little, FitSettings(), FitContext())
            _ = try fit.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
        }
    }
}
