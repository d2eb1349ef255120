import Foundation
import Testing
import TimeSeries

@testable import Forecasting

private func settings(epochs: Int = 4) -> FitSettings {
    var settings = FitSettings()
    settings.training.epochs = epochs
    settings.network.hidden = 16
    settings.network.latent = 4
    settings.training.batch = 16
    return settings
}

private func fit(_ data: SeriesCollection, epochs: Int = 4, threads: Int = 1) throws -> LatentODEForecaster {
    let trainer = try LatentODETrainer(data, settings: settings(epochs: epochs), threads: threads)
    _ = try trainer.run()
    return try trainer.forecaster()
}

@Suite struct FittingTests {
    @Test func threadsNeverChangeAModel() throws {
        let data = oscillations(series: 24)
        #expect(try fit(data, threads: 1).encoded() == fit(data, threads: 2).encoded())
    }

    @Test func partsThatAreReadAheadGiveTheSameBitsOnAnyNumberOfThreads() throws {
        struct Failure: Error {}
        func epoch(threads: Int, failing: Bool = false) throws -> (loss: Double, scored: Int, bytes: [UInt8]) {
            let trainer = try LatentODETrainer(
                oscillations(series: 24), settings: settings(epochs: 1), threads: threads)
            var part = 0
            let (loss, scored) = try trainer.epoch {
                defer { part += 1 }
                if failing, part == 2 { throw Failure() }
                // One of the parts is empty.
                let names = part == 1 ? [] : Array(part * 20..<part * 20 + 20)
                return part < 4 ? oscillations(series: 0, names: names) : nil
            }
            return (loss, scored, try #require(try trainer.checkpoint(fingerprint: "")))
        }
        let one = try epoch(threads: 1)
        #expect(one.loss.isFinite && one.scored > 0)
        for threads in 2...4 {
            let several = try epoch(threads: threads)
            #expect(several.loss == one.loss && several.scored == one.scored && several.bytes == one.bytes)
            #expect(throws: Failure.self) { try epoch(threads: threads, failing: true) }
        }
    }

    @Test func resumedTrainingEndsInTheSameBits() throws {
        let data = oscillations(series: 16)
        let whole = try LatentODETrainer(data, settings: settings(), threads: 1)
        _ = try whole.run()
        let first = try LatentODETrainer(data, settings: settings(), threads: 1)
        var asked = 0
        _ = try first.run(isCancelled: {
            asked += 1
            return asked > 9
        })
        #expect(first.epochsDone > 0 && first.epochsDone < 4)
        let second = try LatentODETrainer(data, settings: settings(), threads: 2)
        let bytes = try #require(try first.checkpoint(fingerprint: "f"))
        #expect(try !second.resume(bytes, fingerprint: "another"))
        #expect(try second.resume(bytes, fingerprint: "f"))
        _ = try second.run()
        #expect(try second.forecaster().encoded() == whole.forecaster().encoded())
    }

    @Test func encodedModelsComeBack() throws {
        let model = try fit(oscillations(series: 12), epochs: 1)
        let bytes = try model.encoded()
        #expect(try LatentODEForecaster(bytes).encoded() == bytes)
        // Cut short, empty, and without a part of its header, as of another version.
        let other = bytes.replacing(Array("summary".utf8), with: Array("summery".utf8))
        for damaged in [Array(bytes.dropLast(10)), [], other] {
            #expect(throws: ForecastingError.self) { try LatentODEForecaster(damaged) }
        }
    }

    @Test func forecastsBeatTheLastValueOnOscillations() throws {
        var settings = FitSettings()
        settings.training.epochs = 180
        settings.training.batch = 16
        let trainer = try LatentODETrainer(oscillations(series: 100), settings: settings, threads: 2)
        _ = try trainer.run()
        let model = try trainer.forecaster()
        let skill = try #require(model.report.skill)
        #expect(skill > 0.5, "skill \(skill), baselines \(model.summary.baselineErrors)")
    }

    @Test func oneTimeAtOnceMeansTooLittleData() {
        let data = SeriesCollection(
            variables: ["x"], names: ["a", "b"], offsets: [0, 1, 2], times: .numeric([1, 1]), variableIndices: [0, 0],
            values: [1, 2])
        #expect(throws: ForecastingError.self) { try LatentODETrainer(data, settings: settings(), threads: 1) }
    }
}

@Suite struct PredictionTests {
    private static let data = oscillations(series: 30)

    private func times(_ index: Int, _ count: Int = 7) -> [Moment] {
        let last = Self.data.times[Self.data.rows(of: index).upperBound - 1]
        return (1...count).map { last.advanced(by: 0.37 * Double($0)) }
    }

    private func options() -> PredictionOptions {
        var options = PredictionOptions()
        options.draws = 20
        options.samples = 3
        return options
    }

    private func expectSame(_ a: SeriesPrediction, _ b: SeriesPrediction) {
        #expect(a.failure == nil && !a.means.isEmpty, "\(String(describing: a.failure))")
        #expect(a.means == b.means && a.deviations == b.deviations)
        #expect(a.quantiles == b.quantiles && a.samples == b.samples)
    }

    @Test func aSeriesAloneEqualsItselfAmongAll() throws {
        let model = try fit(Self.data, epochs: 2)
        let requests = (0..<30).map { PredictionRequest(series: $0, times: times($0, 3 + $0 % 4)) }
        var two = options()
        two.threads = 2
        let all = try model.predict(Self.data, requests, kind: .forecast, options: two)
        let backwards = try model.predict(Self.data, requests.reversed(), kind: .forecast, options: options())
        for index in [0, 7, 29] {
            let alone = try model.predict(Self.data, [requests[index]], kind: .forecast, options: options())
            expectSame(alone[0], all[index])
            expectSame(alone[0], backwards[29 - index])
            // And in a collection of its own.
            let single = oscillations(series: 1, names: [index])
            let apart = try model.predict(
                single, [PredictionRequest(series: 0, times: requests[index].times)], kind: .forecast,
                options: options())
            expectSame(alone[0], apart[0])
        }
    }

    @Test func aTimeAloneEqualsItselfAmongOthers() throws {
        let model = try fit(Self.data, epochs: 2)
        let all = try model.predict(
            Self.data, [PredictionRequest(series: 4, times: times(4))], kind: .forecast, options: options())[0]
        for (k, time) in times(4).enumerated() {
            let alone = try model.predict(
                Self.data, [PredictionRequest(series: 4, times: [time])], kind: .forecast, options: options())[0]
            #expect(alone.means == Array(all.means[2 * k..<2 * k + 2]))
            #expect(alone.samples == Array(all.samples[6 * k..<6 * k + 6]))
        }
    }

    @Test func forecastsSeeNothingAfterTheCutoff() throws {
        let model = try fit(Self.data, epochs: 2)
        var options = options()
        options.asOf = .numeric(4)
        let request = [PredictionRequest(series: 3, times: [.numeric(5), .numeric(6)])]
        let whole = try model.predict(Self.data, request, kind: .forecast, options: options)[0]
        let rows = Self.data.rows(of: 3).filter { Self.data.times[$0] <= .numeric(4) }
        let cut = SeriesCollection(
            variables: Self.data.variables, names: ["s3"], offsets: [0, rows.count],
            times: .numeric(
                rows.map { row in
                    guard case .numeric(let time) = Self.data.times[row] else { return 0 }
                    return time
                }), variableIndices: rows.map { Self.data.variableIndices[$0] },
            values: rows.map { Self.data.values[$0] })
        options.asOf = nil
        let early = try model.predict(
            cut, [PredictionRequest(series: 0, times: request[0].times)], kind: .forecast, options: options)[0]
        expectSame(whole, early)
    }

    @Test func rescaledDataGiveRescaledForecasts() throws {
        let model = try fit(Self.data)
        let request = [PredictionRequest(series: 2, times: times(2))]
        let plain = try model.predict(Self.data, request, kind: .forecast, options: options())[0]
        let other = oscillations(series: 30, timeScale: 1000, timeShift: 1.7e9, valueScale: 1e6)
        let rescaled = try fit(other)
        let moved = request[0].times.map { Moment.numeric($0.elapsed(since: .numeric(0)) * 1000 + 1.7e9) }
        let result = try rescaled.predict(
            other, [PredictionRequest(series: 2, times: moved)], kind: .forecast, options: options())[0]
        for (a, b) in zip(plain.quantiles, result.quantiles) { #expect(abs(b / 1e6 - a) <= 1e-5 * max(abs(a), 1)) }
        for (a, b) in zip(plain.leads, result.leads) { #expect(abs(b / 1000 - a) <= 1e-5 * a) }
    }

    @Test func quantilesNeverCrossAndSplitTheMixture() throws {
        let model = try fit(Self.data, epochs: 2)
        var options = options()
        options.quantiles = (1...99).map { Double($0) / 100 }
        let result = try model.predict(
            Self.data, [PredictionRequest(series: 1, times: times(1))], kind: .forecast, options: options)[0]
        for cell in 0..<result.means.count {
            let row = Array(result.quantiles[99 * cell..<99 * (cell + 1)])
            #expect(row == row.sorted())
            #expect(Set(row).count == 99)
        }
    }

    /// Times on the wrong side of the last observation, or before the first.
    @Test(arguments: [
        (PredictionKind.forecast, 1.0, "is not after its last observation"),
        (.interpolation, 1e6, "is after its last observation"),
        (.interpolation, -1e6, "is before its first observation"),
    ])
    func aTimeOutsideOfWhatIsAnsweredIsNamed(_ kind: PredictionKind, _ time: Double, _ words: String) throws {
        let model = try fit(Self.data, epochs: 1)
        #expect {
            _ = try model.predict(
                Self.data, [PredictionRequest(series: 0, times: [.numeric(time)])], kind: kind)
        } throws: { error in
            guard case ForecastingError.impossibleRequest(let fact) = error else { return false }
            switch fact {
            case .notAfterLast("s0", .numeric(time), _), .afterLast("s0", .numeric(time), _),
                .beforeFirst("s0", .numeric(time), _):
                return fact.description.contains(words)
            default: return false
            }
        }
    }

    @Test func longSeriesAreInterpolatedByTiles() throws {
        let n = 900
        let times = (0..<n).map { Double($0) + 0.2 * sin(Double($0)) + ($0 > 500 ? 60 : 0) }
        let data = SeriesCollection(
            variables: ["x"], names: ["long"], offsets: [0, n], times: .numeric(times),
            variableIndices: Array(repeating: 0, count: n), values: times.map { sin($0 / 8) })
        let model = try fit(data, epochs: 1)
        #expect(!model.scaling.seasons.isEmpty)
        let asked = stride(from: 0.5, to: 950, by: 7.3).map { Moment.numeric($0) }
        let all = try model.predict(
            data, [PredictionRequest(series: 0, times: asked)], kind: .interpolation, options: options())[0]
        #expect(all.failure == nil && all.means.allSatisfy(\.isFinite))
        for k in [0, 31, 72, 100, asked.count - 1] {
            let alone = try model.predict(
                data, [PredictionRequest(series: 0, times: [asked[k]])], kind: .interpolation, options: options())[0]
            #expect(alone.means[0] == all.means[k])
        }
    }
}
