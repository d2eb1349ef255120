import Forecasting
import Foundation
import Lanes
import TimeSeries

extension Workload {
    /// Accuracy of the state-space kind where the truth is known: Ornstein–Uhlenbeck series, the carbon dioxide of Mauna Loa from six
    /// origins, and a variable star. `--data` is a folder; what is not in it is left out. `--series` simulated series, 500 by default.
    static let stateSpaceAccuracy = Workload(
        name: "state-space-accuracy",
        summary: "accuracy: state-space on simulated series, on DIR/co2_weekly.csv.gz and DIR/ogle_lpv_00005.dat",
        data: "datasets", prepare: { $0.series = 500 }, run: stateSpaceFigures)

    @Sendable private static func stateSpaceFigures(_ settings: BenchmarkSettings) throws -> Measurements {
        var measured = Measurements()
        measured.parts += try ornsteinUhlenbeck(settings)
        if FileManager.default.fileExists(atPath: "\(settings.data)/co2_weekly.csv.gz") {
            measured.parts += try carbonDioxideOrigins(settings)
        }
        if FileManager.default.fileExists(atPath: "\(settings.data)/ogle_lpv_00005.dat") {
            measured.parts.append(try variableStar(settings))
        }
        return measured
    }

    private static func fitted(_ data: SeriesCollection, _ settings: BenchmarkSettings) throws -> any Forecaster {
        var fit = FitSettings()
        fit.seed = settings.seed
        let job = try ForecasterKind.stateSpace.fit(data, fit, FitContext(threads: settings.threads))
        _ = try job.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
        return try job.forecaster()
    }

    // MARK: Simulated series

    /// Deviation 2, length scale 4, noise 0.5, mean 10, at Poisson times of rate 1: 50 rows seen, the next 10 forecast.
    private static func ornsteinUhlenbeck(_ settings: BenchmarkSettings) throws -> [Measurements] {
        let random = Philox4x32(seed: settings.seed)
        let (seen, later) = (50, 10)
        var whole: [(times: [Double], values: [Double], states: [Double])] = []
        for s in 0..<settings.series {
            func normal(_ index: Int) -> Double {
                random.normal(epoch: 1, series: UInt32(s), sample: 0, index: UInt32(index))
            }
            var (time, state) = (0.0, 2 * normal(0))
            var one: (times: [Double], values: [Double], states: [Double]) = ([], [], [])
            for k in 0..<seen + later {
                let step = -log(random.uniform(epoch: 2, series: UInt32(s), sample: 0, index: UInt32(k)))
                let fall = exp(-step / 4)
                time += step
                state = fall * state + 2 * (1 - fall * fall).squareRoot() * normal(2 * k + 1)
                one.times.append(time)
                one.values.append(10 + state + 0.5 * normal(2 * k + 2))
            }
            whole.append(one)
        }
        let times = whole.flatMap { $0.times.prefix(seen) }
        let data = SeriesCollection(
            variables: ["x"], names: whole.indices.map { "s\($0)" }, offsets: (0...whole.count).map { seen * $0 },
            times: .numeric(times), variableIndices: times.map { _ in 0 },
            values: whole.flatMap { $0.values.prefix(seen) })
        let model = try fitted(data, settings)
        var options = PredictionOptions()
        options.quantiles = [0.025, 0.05, 0.1, 0.9, 0.95, 0.975]
        options.threads = settings.threads
        let bins = [0.5, 1, 2, 4, 8, Double.infinity]
        var covered = [[Double]](repeating: [0, 0, 0], count: bins.count)
        var counts = [Double](repeating: 0, count: bins.count)
        var scores = (found: 0.0, true: 0.0)
        let requests = whole.indices.map { s in
            PredictionRequest(series: s, times: whole[s].times.dropFirst(seen).map { .numeric($0) })
        }
        for said in try model.predict(data, requests, kind: .forecast, options: options) {
            let one = whole[said.series]
            let truth = exactState(one.times.prefix(seen), one.values.prefix(seen))
            for k in 0..<later {
                let value = one.values[seen + k]
                let lead = one.times[seen + k] - one.times[seen - 1]
                let bin = bins.firstIndex { lead <= $0 } ?? bins.count - 1
                counts[bin] += 1
                let q = said[k, 0].quantiles
                for level in 0..<3 where q[2 - level] <= value && value <= q[3 + level] { covered[bin][level] += 1 }
                func density(_ mean: Double, _ variance: Double) -> Double {
                    -0.5 * ((value - mean) * (value - mean) / variance + log(2 * Double.pi * variance))
                }
                let fall = exp(-lead / 4)
                scores.found += density(said.means[k], said.deviations[k] * said.deviations[k])
                scores.true += density(
                    10 + fall * truth.mean, fall * fall * truth.variance + 4 * (1 - fall * fall) + 0.25)
            }
        }
        var lines: [Measurements] = []
        for (bin, end) in bins.enumerated() where counts[bin] > 0 {
            var line = Measurements()
            line.texts["data"] = "ornstein-uhlenbeck"
            line.numbers["lead_up_to"] = end.isFinite ? end : nil
            line.numbers["values"] = counts[bin]
            for (level, probability) in [0.8, 0.9, 0.95].enumerated() {
                let band = 2.576 * (probability * (1 - probability) / counts[bin]).squareRoot()
                line.numbers["coverage_\(Int(100 * probability))"] = covered[bin][level] / counts[bin]
                line.numbers["band_\(Int(100 * probability))"] = band
            }
            lines.append(line)
        }
        var line = Measurements()
        line.texts["data"] = "ornstein-uhlenbeck"
        line.numbers["log_score"] = scores.found / counts.reduce(0, +)
        line.numbers["log_score_true_model"] = scores.true / counts.reduce(0, +)
        return lines + [line]
    }

    /// Mean and variance of the state after the last row under the numbers that the series were made with.
    private static func exactState(
        _ times: ArraySlice<Double>, _ values: ArraySlice<Double>
    ) -> (mean: Double, variance: Double) {
        var (mean, variance, last) = (0.0, 4.0, times.first ?? 0)
        for (time, value) in zip(times, values) {
            let fall = exp(-(time - last) / 4)
            mean *= fall
            variance = fall * fall * variance + 4 * (1 - fall * fall)
            let gain = variance / (variance + 0.25)
            mean += gain * (value - 10 - mean)
            variance *= 1 - gain
            last = time
        }
        return (mean, variance)
    }

    // MARK: Carbon dioxide

    /// From the beginnings of 1989, 1991, …, 1999, two years ahead.
    private static func carbonDioxideOrigins(_ settings: BenchmarkSettings) throws -> [Measurements] {
        let whole = try SeriesCollection.imported(["\(settings.data)/co2_weekly.csv.gz"])
        var total = ForecastScore(levels: ForecastScore.workloadLevels)
        var lines: [Measurements] = []
        // Days from 1970 to the beginning of each year.
        func year(_ year: Int64) -> Moment {
            let days = 365 * (year - 1970) + (year - 1969) / 4
            return .calendar(microseconds: days * 86_400_000_000)
        }
        var options = PredictionOptions()
        options.quantiles = ForecastScore.workloadLevels
        for origin in stride(from: Int64(1989), through: 1999, by: 2) {
            let seen = whole.filtered { _, row in whole.times[row] < year(origin) }
            let rows = whole.rows(of: 0).filter {
                whole.times[$0] >= year(origin) && whole.times[$0] < year(origin + 2)
            }
            var line = Measurements()
            var model: (any Forecaster)?
            line.add(seconds: [try seconds { model = try fitted(seen, settings) }])
            guard let model else { continue }
            let request = PredictionRequest(series: 0, times: rows.map { whole.times[$0] })
            let said = try model.predict(seen, [request], kind: .forecast, options: options)[0]
            var score = ForecastScore(levels: ForecastScore.workloadLevels)
            for (index, row) in rows.enumerated() {
                let quantiles = said.quantiles[index * 5..<index * 5 + 5]
                score.add(observed: whole.values[row], point: said.means[index], quantiles: quantiles)
                total.add(observed: whole.values[row], point: said.means[index], quantiles: quantiles)
            }
            line.texts["data"] = "co2"
            line.numbers["origin"] = Double(origin)
            score.write("", to: &line)
            lines.append(line)
        }
        var line = Measurements()
        line.texts["data"] = "co2, all origins"
        total.write("", to: &line)
        return lines + [line]
    }

    // MARK: A variable star

    /// Every fifth reading is hidden and interpolated; against least squares of a sine of the best period, told to it.
    private static func variableStar(_ settings: BenchmarkSettings) throws -> Measurements {
        let text = try String(contentsOfFile: "\(settings.data)/ogle_lpv_00005.dat", encoding: .utf8)
        let readings = text.split(separator: "\n").compactMap { line -> (time: Double, value: Double, error: Double)? in
            let cells = line.split(separator: " ").compactMap { Double($0) }
            return cells.count >= 3 ? (cells[0], cells[1], cells[2]) : nil
        }
        let seen = readings.indices.filter { $0 % 5 != 2 }.map { readings[$0] }
        let hidden = readings.indices.filter { $0 % 5 == 2 }.map { readings[$0] }.filter {
            $0.time >= seen[0].time && $0.time <= seen[seen.count - 1].time
        }
        let data = SeriesCollection(
            variables: ["magnitude"], names: ["star"], offsets: [0, seen.count], times: .numeric(seen.map(\.time)),
            variableIndices: seen.map { _ in 0 }, values: seen.map(\.value), errors: seen.map(\.error))
        var measured = Measurements()
        var model: (any Forecaster)?
        measured.add(seconds: [try seconds { model = try fitted(data, settings) }])
        guard let model else { return measured }
        var options = PredictionOptions()
        options.quantiles = ForecastScore.workloadLevels
        let request = PredictionRequest(series: 0, times: hidden.map { .numeric($0.time) })
        let said = try model.predict(data, [request], kind: .interpolation, options: options)[0]
        var score = ForecastScore(levels: ForecastScore.workloadLevels)
        for (k, reading) in hidden.enumerated() {
            score.add(
                observed: reading.value, point: said.means[k], quantiles: said.quantiles[k * 5..<k * 5 + 5])
        }
        measured.texts["data"] = "variable star"
        score.write("", to: &measured)
        let best = LeastSquaresSine.best(seen.map(\.time), seen.map(\.value))
        measured.numbers["least_squares_period"] = best.period
        let squares = hidden.reduce(0) {
            $0 + ($1.value - best.value(at: $1.time)) * ($1.value - best.value(at: $1.time))
        }
        measured.numbers["least_squares_rmse"] = (squares / Double(hidden.count)).squareRoot()
        for fact in model.report.facts where fact.label == "process" {
            measured.texts["process"] = fact.text.parts.map { part in
                switch part {
                case .text(let text): text
                case .number(let number), .duration(let number): "\(number)"
                }
            }.joined()
        }
        return measured
    }
}

/// The sine with a constant that fits best, over periods of a fine grid.
private struct LeastSquaresSine {
    var period = 0.0
    var coefficients = (0.0, 0.0, 0.0)
    var squares = Double.infinity

    static func best(_ times: [Double], _ values: [Double]) -> LeastSquaresSine {
        let span = (times.last ?? 1) - (times.first ?? 0)
        var best = LeastSquaresSine()
        // Steps of a fiftieth of a cycle over the span: from periods of half of it down to 20.
        for k in 100..<Int(50 * span / 20) {
            let tried = LeastSquaresSine(period: 50 * span / Double(k), times, values)
            if tried.squares < best.squares { best = tried }
        }
        return best
    }

    private init() {}

    private init(period: Double, _ times: [Double], _ values: [Double]) {
        self.period = period
        // Normal equations of constant, cosine and sine, by elimination.
        var a = [[Double]](repeating: [0, 0, 0, 0], count: 3)
        for (time, value) in zip(times, values) {
            let row = [1, cos(2 * .pi * time / period), sin(2 * .pi * time / period)]
            for i in 0..<3 {
                for j in 0..<3 { a[i][j] += row[i] * row[j] }
                a[i][3] += row[i] * value
            }
        }
        for i in 0..<3 {
            for k in 0..<3 where k != i {
                let factor = a[k][i] / a[i][i]
                for j in i..<4 { a[k][j] -= factor * a[i][j] }
            }
        }
        coefficients = (a[0][3] / a[0][0], a[1][3] / a[1][1], a[2][3] / a[2][2])
        squares = zip(times, values).reduce(0) { $0 + ($1.1 - value(at: $1.0)) * ($1.1 - value(at: $1.0)) }
    }

    func value(at time: Double) -> Double {
        coefficients.0 + coefficients.1 * cos(2 * .pi * time / period) + coefficients.2 * sin(2 * .pi * time / period)
    }
}
