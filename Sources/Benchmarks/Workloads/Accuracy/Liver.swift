import Forecasting
import Foundation
import Lanes
import ObservationStore
import TimeSeries

extension Workload {
    /// Accuracy on the liver data: the later half of the visits of a fifth of the patients (chosen by seed 0) is hidden from the fit.
    /// Bilirubin is forecast at the hidden visits; errors are of its logarithm, compared with the last value carried forward.
    static let liver = Workload(
        name: "pbcseq", summary: "accuracy: bilirubin at hidden later visits of a fifth of the patients",
        data: "datasets"
    ) { settings in
        let whole = try LiverTrial.series("\(settings.data)/pbcseq.csv.gz")
        let chosen = Philox4x32(seed: 0).permutation(count: whole.count, .liverHoldOut).prefix(whole.count / 5)
        // The first hidden time of each patient.
        var cut = [Moment?](repeating: nil, count: whole.count)
        for series in chosen {
            let times = Array(Set(whole.rows(of: series).map { whole.times[$0] })).sorted()
            if times.count >= 2 { cut[series] = times[(times.count + 1) / 2] }
        }
        let seen = whole.filtered { series, row in cut[series].map { whole.times[row] < $0 } ?? true }

        var fit = FitSettings()
        fit.seed = settings.seed
        let trainer = try LatentODETrainer(seen, settings: fit, threads: settings.threads)
        var measured = Measurements()
        measured.add(seconds: [try seconds { _ = try trainer.run() }])
        let forecaster = try trainer.forecaster()

        guard let bilirubin = whole.variables.firstIndex(of: "bili"),
            let channel = forecaster.variables.firstIndex(of: "bili")
        else { throw BenchmarkError("the data have no variable bili") }
        var score = ForecastScore(levels: ForecastScore.workloadLevels)
        var carried: [Double] = []
        var observed: [Double] = []
        var predicting = PredictionOptions()
        predicting.quantiles = ForecastScore.workloadLevels
        for series in cut.indices {
            guard let cut = cut[series] else { continue }
            let rows = whole.rows(of: series).filter { Int(whole.variableIndices[$0]) == bilirubin }
            guard let last = rows.last(where: { whole.times[$0] < cut }) else { continue }
            let hidden = rows.filter { whole.times[$0] >= cut }
            let request = PredictionRequest(series: series, times: hidden.map { whole.times[$0] })
            let said = try forecaster.predict(seen, [request], kind: .forecast, options: predicting)[0]
            if let failure = said.failure { throw failure }
            let channels = forecaster.variables.count
            for (index, row) in hidden.enumerated() {
                let cell = index * channels + channel
                let quantiles = said.quantiles[cell * 5..<cell * 5 + 5]
                score.add(
                    observed: whole.values[row], point: said.quantiles[cell * 5 + 2], quantiles: quantiles, scale: log)
                carried.append(log(whole.values[last]))
                observed.append(log(whole.values[row]))
            }
        }
        score.write("log_bilirubin_", to: &measured)
        guard !observed.isEmpty else { throw BenchmarkError("no visit is hidden") }
        let reference = Score.rootMeanSquaredError(carried, observed: observed)
        measured.numbers["last_value_rmse"] = reference
        measured.numbers["log_bilirubin_skill"] = Score.skill(score.rootMeanSquaredError, reference: reference)
        measured.numbers["seed"] = Double(settings.seed)
        return measured
    }
}

/// The trial of D-penicillamine in primary biliary cirrhosis (Murtaugh et al. 1994).
enum LiverTrial {
    /// Seven laboratory values of each patient by day of the trial; age, sex and treatment are covariates.
    static func series(_ file: String) throws -> SeriesCollection {
        var options = ImportOptions()
        options.series = "id"
        options.time = "day"
        options.variables = ["bili", "chol", "albumin", "alk.phos", "ast", "platelet", "protime"]
        options.statics = ["age", "sex", "trt"]
        return try .imported([file], options: options)
    }
}
