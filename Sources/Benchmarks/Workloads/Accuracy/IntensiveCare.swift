import Forecasting
import Foundation
import ObservationStore
import TimeSeries

extension Workload {
    /// Accuracy on intensive care stays (PhysioNet/CinC Challenge 2012, set a, which is not shipped): the second day is forecast from the
    /// first, in several splits by patient.
    ///
    /// Errors are of values divided by each variable's range over training and validation, first averaged by variable, then over the
    /// variables that occur (as t-PatchGNN's authors do, ICML 2024), and by point as well. The model is fitted to the training part, or to
    /// training and validation.
    static let intensiveCare = Workload(
        name: "physionet", summary: "accuracy: the second day of intensive care stays forecast from the first",
        data: "physionet2012_set-a.csv.gz",
        run: measureIntensiveCare)

    private static func measureIntensiveCare(_ settings: BenchmarkSettings) throws -> Measurements {
        let stays = try IntensiveCareStays(settings.data)
        guard let fitted = IntensiveCareStays.Part(rawValue: settings.problem ?? "training") else {
            throw BenchmarkError("--problem \(settings.problem ?? ""): training, training-and-validation")
        }
        guard let kind = ForecasterKind.named(settings.kind) else {
            throw BenchmarkError(
                "--kind \(settings.kind): \(ForecasterKind.all.map(\.name).joined(separator: ", "))")
        }
        var measured = Measurements()
        for split in 0..<(settings.iterations ?? 5) {
            measured.parts.append(
                try stays.measure(kind, split: settings.seed + UInt64(split), fitted: fitted, settings))
        }
        return measured
    }
}

/// The stays, each a series in minutes since admission.
struct IntensiveCareStays {
    /// What a model is fitted to.
    enum Part: String {
        case training
        case both = "training-and-validation"
    }

    /// Sorted by record; covariates are age, gender, height and unit.
    let whole: SeriesCollection
    private static let covariates = ["Age", "Gender", "Height", "ICUType"]
    private static let day = 1440.0

    /// Imports a file of columns record, minutes, param, value; two values of one cell are averaged.
    init(_ path: String) throws {
        var options = ImportOptions()
        (options.series, options.time, options.variable, options.value) = ("record", "minutes", "param", "value")
        options.onDuplicate = .mean
        let read = try SeriesCollection.imported([path], options: options)
        let kept = read.variables.indices.filter {
            !Self.covariates.contains(read.variables[$0]) && read.variables[$0] != "RecordID"
        }
        let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { (Int32($1), Int32($0)) })
        var offsets = [0]
        var times: [Double] = []
        var variables: [Int32] = []
        var values: [Double] = []
        var statics: [[StaticValue?]] = []
        let order = read.names.indices.sorted { read.names[$0] < read.names[$1] }
        for series in order {
            var known = [StaticValue?](repeating: nil, count: Self.covariates.count)
            for row in read.rows(of: series) {
                let variable = read.variables[Int(read.variableIndices[row])]
                let value = read.values[row]
                if let covariate = Self.covariates.firstIndex(of: variable), value >= 0 {
                    known[covariate] = variable == "ICUType" ? .text("\(Int(value))") : .number(value)
                }
                guard let place = places[read.variableIndices[row]], variable != "Weight" || value != -1,
                    case .numeric(let time) = read.times[row]
                else { continue }
                times.append(time)
                variables.append(place)
                values.append(value)
            }
            offsets.append(values.count)
            statics.append(known)
        }
        whole = SeriesCollection(
            variables: kept.map { read.variables[$0] }, staticNames: Self.covariates,
            names: order.map { read.names[$0] },
            offsets: offsets, times: .numeric(times), variableIndices: variables, values: values, statics: statics)
    }

    /// Records in random order (Fisher, Yates) by a linear congruential generator that other programs can repeat.
    private func order(seed: UInt64) -> [Int] {
        var state = seed &* 2 &+ 1
        var order = Array(whole.names.indices)
        for last in stride(from: order.count - 1, to: 0, by: -1) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            order.swapAt(last, Int((state >> 33) % UInt64(last + 1)))
        }
        return order
    }

    /// The series at `indices` alone.
    private func part(_ indices: ArraySlice<Int>) throws -> SeriesCollection {
        var filter = SeriesFilter()
        filter.series = indices.sorted().map { whole.names[$0] }
        return try whole.filtered(filter)
    }

    /// Fits `kind` in one split and scores it on the last fifth of the patients.
    func measure(
        _ kind: ForecasterKind, split: UInt64, fitted: Part, _ settings: BenchmarkSettings
    ) throws -> Measurements {
        let order = order(seed: split)
        let (train, validate) = (order.count * 6 / 10, order.count * 8 / 10)
        let data = try part(order[0..<(fitted == .training ? train : validate)])
        var fit = FitSettings()
        fit.task.history = Self.day
        fit.task.horizon = Self.day
        fit.regression.features = settings.features
        fit.seed = settings.seed
        let context = FitContext(threads: settings.threads)
        var model: (any Forecaster)?
        let spent = try Duration.of {
            let fitting = try kind.fit(data, fit, context)
            _ = try fitting.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
            model = try fitting.forecaster()
        }
        guard let model else { throw BenchmarkError("no model") }
        var score = VariableScores(scales: scales(of: order[0..<validate]), count: whole.variables.count)
        let predicting = try Duration.of {
            for series in order[validate...].sorted() { try add(series, model, settings, to: &score) }
        }
        var measured = Measurements()
        score.write(to: &measured)
        measured.numbers["split"] = Double(split)
        measured.numbers["fit_seconds"] = spent.wall
        measured.numbers["fit_cpu_seconds"] = spent.processor
        measured.numbers["predict_cpu_seconds"] = predicting.processor
        measured.texts["kind"] = kind.name
        measured.texts["fitted_to"] = fitted.rawValue
        return measured
    }

    /// Range of each variable over `series`, 1 where there is none.
    private func scales(of series: ArraySlice<Int>) -> [Double] {
        var ranges = [(Double, Double)](repeating: (.infinity, -.infinity), count: whole.variables.count)
        for row in series.lazy.flatMap({ whole.rows(of: $0) }) {
            let variable = Int(whole.variableIndices[row])
            ranges[variable].0 = min(ranges[variable].0, whole.values[row])
            ranges[variable].1 = max(ranges[variable].1, whole.values[row])
        }
        return ranges.map { $1 > $0 ? $1 - $0 : 1 }
    }

    private func add(
        _ series: Int, _ model: any Forecaster, _ settings: BenchmarkSettings, to score: inout VariableScores
    ) throws {
        let limit = Moment.numeric(Self.day)
        let rows = whole.rows(of: series).filter { whole.times[$0] > limit }
        guard let first = whole.rows(of: series).first, whole.times[first] <= limit, !rows.isEmpty else { return }
        var times: [Moment] = []
        var place: [Int] = []
        for row in rows {
            if times.last != whole.times[row] { times.append(whole.times[row]) }
            place.append(times.count - 1)
        }
        var options = PredictionOptions()
        options.quantiles = [0.05, 0.95]
        options.asOf = limit
        options.threads = settings.threads
        let said = try model.predict(
            whole, [PredictionRequest(series: series, times: times)], kind: .forecast, options: options)[0]
        if let failure = said.failure { throw failure }
        for (row, k) in zip(rows, place) {
            let variable = Int(whole.variableIndices[row])
            guard let channel = model.variables.firstIndex(of: whole.variables[variable]) else { continue }
            let value = said[k, channel]
            score.add(
                variable, whole.values[row], value.mean,
                value.quantiles[0]...max(value.quantiles[1], value.quantiles[0]))
        }
    }
}

/// Errors of each variable.
private struct VariableScores {
    let scales: [Double]
    private var squares: [Double]
    private var absolutes: [Double]
    private var counts: [Double]
    private var inside = 0.0

    init(scales: [Double], count: Int) {
        self.scales = scales
        squares = Array(repeating: 0, count: count)
        absolutes = squares
        counts = squares
    }

    mutating func add(_ variable: Int, _ observed: Double, _ point: Double, _ band: ClosedRange<Double>) {
        let error = (observed - point) / scales[variable]
        squares[variable] += error * error
        absolutes[variable] += abs(error)
        counts[variable] += 1
        inside += band.contains(observed) ? 1 : 0
    }

    func write(to measured: inout Measurements) {
        let seen = counts.indices.filter { counts[$0] > 0 }
        func byVariable(_ sums: [Double]) -> Double {
            seen.reduce(0) { $0 + sums[$1] / counts[$1] } / Double(max(seen.count, 1))
        }
        let points = max(counts.reduce(0, +), 1)
        measured.numbers["mse_by_variable"] = byVariable(squares)
        measured.numbers["mse_by_point"] = squares.reduce(0, +) / points
        measured.numbers["mae_by_variable"] = byVariable(absolutes)
        measured.numbers["mae_by_point"] = absolutes.reduce(0, +) / points
        measured.numbers["coverage_90"] = inside / points
        measured.numbers["points"] = points
        measured.numbers["variables"] = Double(seen.count)
    }
}
