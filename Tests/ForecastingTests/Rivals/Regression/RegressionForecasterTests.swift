import Foundation
import Lanes
import Testing
import TimeSeries

@testable import Forecasting

@Suite struct RegressionForecasterTests {
    /// A stationary process of correlation e^(−Δ/8) about each series' own level, at irregular times; a second channel runs ahead of it.
    private static func processes(series: Int, points: Int, seed: UInt64) throws -> SeriesCollection {
        let random = Philox4x32(seed: seed)
        var data = SeriesBuilder(variables: ["x", "lead"])
        for index in 0..<series {
            var time = 0.0
            var state = 0.0
            for point in 0..<points {
                func normal(_ number: UInt32) -> Double {
                    random.normal(epoch: UInt32(point), series: UInt32(index), sample: 0, index: number)
                }
                let step = -log(random.uniform(epoch: UInt32(point), series: UInt32(index), sample: 1, index: 0))
                time += 0.1 + step
                let rho = exp(-(0.1 + step) / 8)
                let drive = normal(0)
                state = rho * state + (1 - rho * rho).squareRoot() * drive
                let level = Double(index % 9) - 4
                data["s\(index)"].append(time: time, ["x": level + state, "lead": 100 + 10 * normal(1)])
            }
        }
        return try data.build()
    }

    private static func fitted(
        _ data: SeriesCollection, change: (inout FitSettings) -> Void = { _ in }
    ) throws -> RegressionForecaster {
        var settings = FitSettings()
        change(&settings)
        return try RegressionFit(data, settings: settings, threads: 1).forecaster()
    }

    @Test func bandsHoldWhatTheyPromise() throws {
        let model = try Self.fitted(Self.processes(series: 80, points: 60, seed: 1))
        let fresh = try Self.processes(series: 150, points: 60, seed: 2)
        var options = PredictionOptions()
        options.quantiles = [0.05, 0.25, 0.75, 0.95]
        var inside = [0.0, 0.0]
        var (squares, carried) = (0.0, 0.0)
        var count = 0.0
        for series in 0..<fresh.count {
            let rows = fresh.rows(of: series).filter { fresh.variableIndices[$0] == 0 }
            options.asOf = fresh.times[rows[39]]
            let later = Array(rows[40...])
            let said = try model.predict(
                fresh, [PredictionRequest(series: series, times: later.map { fresh.times[$0] })], kind: .forecast,
                options: options)[0]
            for (k, row) in later.enumerated() {
                let value = said[k, 0]
                let seen = fresh.values[row]
                inside[0] += value.quantiles[0] <= seen && seen <= value.quantiles[3] ? 1 : 0
                inside[1] += value.quantiles[1] <= seen && seen <= value.quantiles[2] ? 1 : 0
                squares += (seen - value.mean) * (seen - value.mean)
                carried += (seen - fresh.values[rows[39]]) * (seen - fresh.values[rows[39]])
                count += 1
            }
        }
        #expect(abs(inside[0] / count - 0.9) < 0.03 && abs(inside[1] / count - 0.5) < 0.05, "\(inside) of \(count)")
        #expect(squares < 0.9 * carried, "\(squares) \(carried)")
    }

    @Test func farAheadTheBandOnlyWidens() throws {
        let data = try Self.processes(series: 12, points: 80, seed: 3)
        let model = try Self.fitted(data)
        let last = data.times[data.offsets[1] - 1]
        let longest = model.frame.clock.longest
        let times = [2.0, 8, 200].map { last.advanced(by: $0 * longest) }
        let said = try model.predict(data, [PredictionRequest(series: 0, times: times)], kind: .forecast)[0]
        for k in 1..<3 {
            #expect(abs(said[k, 0].mean - said[0, 0].mean) < 1e-9)
            let factor = (times[k].elapsed(since: last) / times[0].elapsed(since: last)).squareRoot()
            #expect(abs(said[k, 0].deviation / said[0, 0].deviation / factor - 1) < 1e-9)
        }
    }

    @Test func aGivenTaskIsTheOneThatIsTried() throws {
        let data = try Self.processes(series: 30, points: 60, seed: 4)
        var task = TaskSettings()
        task.history = 30
        task.horizon = 10
        let frame = RegressionFrame(data, task: task)
        let plan = ForecastPlan(frame, data, task: task, folds: RegressionFolds(data))
        #expect(frame.clock.longest == 10 && plan.table.count > 60)
        let targets = plan.targets[0]
        #expect(!targets.leads.isEmpty && zip(targets.anchors, targets.anchors.dropFirst()).allSatisfy { $0 <= $1 })
        for (lead, time) in zip(targets.leads, targets.times) {
            // The anchor is the last observation before the cut, at most some gaps of it.
            #expect(lead > 0 && lead < 10 + 12 && time - lead > 30 - 12)
        }
        // A window reads what lies in it alone.
        let histories = frame.histories(of: data.rows(of: 0), in: data)
        let anchor = try #require(histories[0].times.last)
        let windowed = frame.summaries(of: histories, at: anchor, statics: [])
        let cut = histories.map { history in
            let first = history.times.partitionPoint { $0 >= anchor - 30 }
            return ChannelHistory(times: Array(history.times[first...]), values: Array(history.values[first...]))
        }
        #expect(windowed == frame.summaries(of: cut, at: anchor, statics: []) && cut[0].times.count < 60)
    }

    @Test func anImpossibleReadingSpoilsNothing() throws {
        let clean = try Self.processes(series: 1, points: 624, seed: 5)
        var values = clean.values
        values[600] = 1e12
        let spoilt = SeriesCollection(
            variables: clean.variables, names: clean.names, offsets: clean.offsets, times: clean.times,
            variableIndices: clean.variableIndices, values: values)
        let model = try Self.fitted(spoilt)
        let last = clean.times[clean.values.count - 1]
        let request = PredictionRequest(series: 0, times: [1.0, 10, 100].map { last.advanced(by: $0) })
        let said = try model.predict(spoilt, [request], kind: .forecast)[0]
        for k in 0..<3 { #expect(abs(said[k, 0].mean) < 12 && said[k, 0].deviation < 6, "\(said[k, 0])") }
        #expect(model.report.facts.contains { $0.label == "outliers" })
    }

    @Test func countsStayCounts() throws {
        let random = Philox4x32(seed: 6)
        var data = SeriesBuilder()
        for index in 0..<15 {
            for point in 0..<50 {
                let uniform = random.uniform(epoch: 1, series: UInt32(index), sample: UInt32(point), index: 0)
                data["s\(index)"].append(time: Double(point), ["calls": (3 * uniform * uniform).rounded()])
            }
        }
        let collection = try data.build()
        let model = try Self.fitted(collection)
        var options = PredictionOptions()
        options.quantiles = [0.001, 0.05, 0.95]
        options.samples = 20
        let said = try model.predict(
            collection, [PredictionRequest(series: 3, times: (50..<90).map { .numeric(Double($0)) })], kind: .forecast,
            options: options)[0]
        #expect(said.quantiles.allSatisfy { $0 >= 0 } && said.samples.allSatisfy { $0 >= 0 })
        #expect(said.means.allSatisfy { $0 > 0 && $0 < 3 })
    }

    @Test func smoothPathsAreInterpolated() throws {
        // Of a sum of two waves, a third of the points.
        func wave(_ t: Double, _ series: Int) -> Double { sin(t / 3 + Double(series)) + 0.3 * cos(t) }
        var data = SeriesBuilder()
        let random = Philox4x32(seed: 7)
        for index in 0..<20 {
            for point in 0..<120
            where random.uniform(epoch: 1, series: UInt32(index), sample: UInt32(point), index: 0) < 0.4 {
                data["s\(index)"].append(time: Double(point) / 4, ["y": wave(Double(point) / 4, index)])
            }
        }
        let collection = try data.build()
        let model = try Self.fitted(collection)
        var (ours, line) = (0.0, 0.0)
        for index in 0..<20 {
            let rows = collection.rows(of: index)
            let times = rows.map { collection.times[$0].number }
            let asked = (0..<119).map { Double($0) / 4 + 0.125 }.filter { $0 > times[0] && $0 < times[times.count - 1] }
            let said = try model.predict(
                collection, [PredictionRequest(series: index, times: asked.map { .numeric($0) })], kind: .interpolation)[
                    0]
            let history = ChannelHistory(times: times, values: rows.map { collection.values[$0] })
            for (k, time) in asked.enumerated() {
                ours += pow(said[k, 0].mean - wave(time, index), 2)
                line += pow(history.value(at: time) - wave(time, index), 2)
            }
        }
        #expect(ours < 0.6 * line, "\(ours) \(line)")
        // At an observation's own time the value is known, up to the rounding of the seasons and scales.
        let rows = collection.rows(of: 3)
        let request = PredictionRequest(
            series: 3, times: Array(rows.map { collection.times[$0] }.dropFirst().prefix(5)))
        let said = try model.predict(collection, [request], kind: .interpolation)[0]
        for k in 0..<5 { #expect(abs(said[k, 0].mean - collection.values[rows.lowerBound + 1 + k]) < 1e-9) }
    }

    @Test func pathsHaveTheStatedCorrelation() {
        let memory = ErrorMemory(noise: 0.2, length: 3)
        let random = Philox4x32(seed: 8)
        var products = [0.0, 0, 0]
        var squares = 0.0
        let count = 4000
        for sample in 0..<count {
            var path = SamplePath(memory: memory, random: random, key: 17, sample: UInt32(sample))
            let first = path.value(at: 100.4)
            squares += first * first
            for (k, distance) in [0.7, 3, 12].enumerated() { products[k] += first * path.value(at: 100.4 + distance) }
        }
        #expect(abs(squares / Double(count) - 1) < 0.08)
        for (k, distance) in [0.7, 3.0, 12].enumerated() {
            #expect(abs(products[k] / Double(count) - 0.8 * exp(-distance / 3)) < 0.06, "\(distance)")
        }
        var path = SamplePath(memory: memory, random: random, key: 17, sample: 3)
        let values = [5, 5, 5.0001].map { path.value(at: $0) }
        #expect(values[0] == values[1] && values[0] != values[2])
    }

    @Test func memoryIsLearned() {
        // Errors of correlation 0.7 e^(−Δ/5).
        let truth = ErrorMemory(noise: 0.3, length: 5)
        let random = Philox4x32(seed: 9)
        var errors: [Double] = []
        var paths: [(history: Int, time: Double)] = []
        for history in 0..<1500 {
            var path = SamplePath(memory: truth, random: random, key: UInt32(history), sample: 0)
            for point in 0..<12 {
                errors.append(path.value(at: Double(point)))
                paths.append((history, Double(point)))
            }
        }
        let found = ErrorMemory(learning: errors, paths: paths, clock: LeadClock(unit: 1, longest: 12))
        for distance in [1.0, 4, 8] {
            let (a, b) = [found, truth].map { (1 - $0.noise) * exp(-distance / $0.length) }.pair
            #expect(abs(a - b) < 0.06, "\(found)")
        }
    }

    @Test func factsNameFeaturesAndPenalties() throws {
        let report = try Self.fitted(Self.processes(series: 20, points: 40, seed: 10)).report
        #expect(report.validation?.baselines.keys.sorted() == ["last value", "series mean"])
        #expect((report.validation?.skill ?? 0) > 0.05)
        #expect(report.facts.filter { $0.label == "regression" }.count == 2)
    }

    @Test func randomFeaturesAreStored() throws {
        // A logistic map: the next value is a parabola of the last.
        var data = SeriesBuilder()
        for index in 0..<12 {
            var x = 0.1 + 0.06 * Double(index)
            for point in 0..<80 {
                data["s\(index)"].append(time: Double(point), ["x": x])
                x = 3.7 * x * (1 - x)
            }
        }
        let collection = try data.build()
        func fitted(_ features: Int) throws -> RegressionForecaster {
            try Self.fitted(collection) {
                $0.regression.features = features
                $0.task.history = 5
                $0.task.horizon = 1
            }
        }
        let (plain, model) = (try fitted(0), try fitted(80))
        let errors = [plain, model].map { $0.forecasts[0]?.error ?? .infinity }
        #expect(model.forecasts[0]?.random?.count == 80 && errors[1] < 0.8 * errors[0], "\(errors)")
        let back = try RegressionForecaster(model.encoded())
        let request = PredictionRequest(series: 0, times: [.numeric(80)])
        let said = try [model, back].map { try $0.predict(collection, [request], kind: .forecast)[0].means }
        #expect(said[0] == said[1])
    }
}

extension [Double] {
    fileprivate var pair: (Double, Double) { (self[0], self[1]) }
}
