import Foundation
import Lanes
import Testing
import TimeSeries

@testable import Forecasting

/// Trials on hidden rows, and what follows from them.
@Suite struct RefereedFitTests {
    /// Random walks and noise about a level, 10 series of 40 times.
    private static func data(poisonedFrom limit: Int? = nil, order: [Int] = Array(0..<10)) -> SeriesCollection {
        let random = Philox4x32(seed: 11)
        var names: [String] = []
        var offsets = [0]
        var times: [Double] = []
        var variables: [Int32] = []
        var values: [Double] = []
        for series in order {
            var walk = 0.0
            names.append("s\(series)")
            for step in 0..<40 {
                func normal(_ index: UInt32) -> Double {
                    random.normal(epoch: 0, series: UInt32(series), sample: UInt32(step), index: index)
                }
                walk += normal(0)
                let factor = limit.map { step >= $0 ? 1000.0 : 1 } ?? 1
                for (variable, value) in [walk, 5 + normal(2)].enumerated() {
                    times.append(Double(step) + 0.3 * sin(Double(step * series)))
                    variables.append(Int32(variable))
                    values.append(factor * value)
                }
            }
            offsets.append(values.count)
        }
        return SeriesCollection(
            variables: ["walk", "noise"], names: names, offsets: offsets, times: .numeric(times),
            variableIndices: variables, values: values)
    }

    private static func settings() -> FitSettings {
        var settings = FitSettings()
        settings.network.hidden = 6
        settings.network.latent = 2
        settings.training.epochs = 1
        settings.rivals = ["latent-ode", "last-value", "mean", "drift"]
        return settings
    }

    private static func fitted(
        _ data: SeriesCollection, _ kind: ForecasterKind = .mixture, threads: Int = 1
    ) throws -> CalibratedForecaster {
        let fit = try RefereedFit(data, kind, settings: settings(), context: FitContext(threads: threads))
        _ = try fit.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
        return try fit.forecaster()
    }

    @Test func theTrialTellsWhatForecastsWhat() throws {
        let model = try Self.fitted(Self.data())
        let trial = try #require(model.trial)
        #expect(trial.hidesSeries && trial.variables.map(\.variable) == ["walk", "noise"])
        for variable in trial.variables {
            let own = try #require(variable.model)
            let best = try #require(variable.bestMember)
            // The levels are found on half of the series here: a little is lost.
            #expect(own.rankedProbability < 1.06 * best.rankedProbability, "\(variable)")
            #expect(own.coverage > 0.8)
            #expect(abs(variable.entries.dropFirst().reduce(0) { $0 + $1.weight } - 1) < 1e-9)
        }
        // A walk goes on from its last value, noise returns to its level.
        func score(_ kind: String, _ variable: Int) throws -> Double {
            try #require(trial.variables[variable].entries.first { $0.kind == kind }).rankedProbability
        }
        #expect(try score("last-value", 0) < score("mean", 0))
        #expect(try score("mean", 1) < score("last-value", 1))
        #expect(model.kind == .mixture && model.report.trial == trial)
    }

    @Test func oneKindAloneIsTriedBesideItsRivals() throws {
        let model = try Self.fitted(Self.data(), .drift)
        let trial = try #require(model.trial)
        #expect(model.kind == .drift && trial.model == "drift")
        let walk = trial.variables[0]
        #expect(walk.entries[0].kind == "drift" && walk.entries.contains { $0.kind == "mean" })
        #expect(!walk.entries.contains { $0.kind == "state-space" })
        #expect(model.calibration != nil)
        let back = try ForecasterKind.drift.decode(model.encoded())
        #expect((back as? CalibratedForecaster)?.calibration == model.calibration)
        #expect(try back.encoded() == model.encoded())
    }

    @Test func aResumedFitGivesTheSameBits() throws {
        let data = Self.data()
        let whole = try Self.fitted(data).encoded()
        for stop in [4, 20] {
            let fit = try RefereedFit(data, .mixture, settings: Self.settings(), context: FitContext())
            var asked = 0
            let ending = try fit.run(
                progress: { _ in }, afterEpoch: {},
                isCancelled: {
                    asked += 1
                    return asked > stop
                })
            guard case .cancelled = ending else { continue }
            guard let checkpoint = try fit.checkpoint(fingerprint: "x") else { continue }
            let second = try RefereedFit(data, .mixture, settings: Self.settings(), context: FitContext(threads: 2))
            #expect(try second.resume(checkpoint, fingerprint: "x"))
            #expect(try !second.resume(checkpoint, fingerprint: "y"))
            _ = try second.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
            #expect(try second.forecaster().encoded() == whole)
        }
    }

    /// What is hidden is told by names, not by places.
    @Test func theOrderOfTheSeriesHidesTheSame() throws {
        let hidden = [Array(0..<10), Array((0..<10).reversed())].map { order in
            let data = Self.data(order: order)
            return HiddenRows.splits(of: data, Self.settings()).map { split in
                Set(split.origins.map { "\(data.names[$0.series]) \($0.cutoff)" })
            }
        }
        #expect(hidden[0] == hidden[1] && hidden[0].count == 4)
    }

    /// No fit sees a hidden row, no forecast a later one.
    @Test func hiddenRowsAreHidden() throws {
        let data = Self.data()
        for split in HiddenRows.splits(of: data, Self.settings()) {
            let hidden = Set(split.origins.map(\.series))
            #expect(!hidden.isEmpty)
            for series in hidden { #expect(split.training.rows(of: series).isEmpty) }
            for request in split.amid {
                #expect(hidden.contains(request.series))
                let visible = Set(split.visible.distinctTimes(of: request.series))
                #expect(request.times.allSatisfy { !visible.contains($0) })
            }
        }
        let one = data.filtered { series, _ in series == 0 }
        let split = try #require(HiddenRows.splits(of: one, Self.settings()).first)
        let latest = split.training.rows(of: 0).map { split.training.times[$0] }.max()
        let cutoffs = split.origins.filter { $0.series == 0 }.map(\.cutoff)
        #expect(cutoffs.count >= 8 && cutoffs.allSatisfy { $0 >= (latest ?? $0) })
    }

    /// Gaps of many widths, none of them wider than a quarter, with points between them.
    @Test func gapsAreOfManyWidths() {
        let gaps = HiddenRows.gaps(amid: 620)
        #expect(Set(gaps.map(\.count)).isSuperset(of: [1, 4, 16, 64]) && gaps.allSatisfy { $0.count <= 155 })
        #expect(gaps.allSatisfy { $0.lowerBound >= 2 && $0.upperBound <= 620 })
        #expect(zip(gaps, gaps.dropFirst()).allSatisfy { $1.lowerBound - $0.upperBound >= max(3, $0.count / 2) })
        #expect(HiddenRows.gaps(amid: 12).allSatisfy { $0.count <= 3 } && HiddenRows.gaps(amid: 12).count > 1)
        #expect(HiddenRows.gaps(amid: 1).map(\.count) == [1] && HiddenRows.gaps(amid: 0).isEmpty)
    }

    /// Values of one gap are one value, those of two gaps two.
    @Test func aGapIsACluster() throws {
        let one = Self.data().filtered { series, _ in series == 0 }
        let split = try #require(HiddenRows.splits(of: one, Self.settings()).first)
        let clusters = HiddenClusters([split], one)
        let rule = try ForecasterKind.linear.fit(split.training, FitSettings(), FitContext()).forecaster()
        let scored = try ScoredForecasts(
            rule, interpolating: split.amid, in: split.visible, of: one, levels: [0.5],
            options: PredictionOptions(), isCancelled: { false })
        let begins = Set(scored.points.map(\.cutoff))
        #expect(begins.count == Set(scored.points.map(clusters.number)).count && begins.count >= 2)
    }

    /// Whatever comes after the moment of a forecast: the same bits.
    @Test func aPoisonedFutureChangesNothing() throws {
        let clean = Self.data()
        let poisoned = Self.data(poisonedFrom: 30)
        let limit = Moment.numeric(28.5)
        func cut(_ data: SeriesCollection) -> SeriesCollection {
            data.filtered { _, row in data.times[row] <= limit }
        }
        let model = try Self.fitted(cut(clean))
        let other = try Self.fitted(cut(poisoned))
        #expect(try model.encoded() == other.encoded())
        var options = PredictionOptions()
        options.asOf = limit
        options.samples = 5
        let requests = (0..<10).map { PredictionRequest(series: $0, times: [.numeric(31), .numeric(38)]) }
        let a = try model.predict(clean, requests, kind: .forecast, options: options)
        let b = try other.predict(poisoned, requests, kind: .forecast, options: options)
        for (x, y) in zip(a, b) { #expect(x.quantiles == y.quantiles && x.samples == y.samples && x.means == y.means) }
    }

    /// Samples and quantiles are of one distribution.
    @Test func pathsHaveTheBandsQuantiles() throws {
        let data = Self.data()
        let model = try Self.fitted(data)
        var options = PredictionOptions()
        options.samples = 2000
        options.draws = 2000
        options.quantiles = [0.1, 0.5, 0.9]
        let said = try model.predict(
            data, [PredictionRequest(series: 3, times: [.numeric(42), .numeric(50)])], kind: .forecast, options: options
        )[0]
        for k in 0..<2 {
            for channel in 0..<2 {
                let value = said[k, channel]
                for (level, quantile) in zip(value.probabilities, value.quantiles) {
                    let share = Double(value.samples.count { $0 <= quantile }) / 2000
                    #expect(abs(share - level) < 0.04, "\(level) \(share)")
                }
            }
        }
    }
}
