import Forecasting
import TimeSeries

extension Workload {
    /// Every kind of forecaster on a pair of files: which one the hidden part of the first prefers, and how all do on the second.
    static let rivals = Workload(
        name: "rivals",
        summary: "accuracy: all kinds on DIR/train.csv and DIR/test.csv, and the one that validation prefers",
        data: "."
    ) { settings in
        let train = try SeriesCollection.imported(["\(settings.data)/train.csv"])
        let test = try SeriesCollection.imported(["\(settings.data)/test.csv"])
        let names = settings.problem.map { $0.split(separator: ",").map(String.init) }
        let kinds = ForecasterKind.all.filter { kind in
            names.map { $0.contains(kind.name) } ?? (kind != .latentODE)
        }
        var fit = FitSettings()
        fit.seed = settings.seed
        let context = FitContext(threads: settings.threads)
        let comparison = try RivalComparison(train, kinds: kinds, settings: fit, context: context)
        var measured = Measurements()
        for kind in kinds {
            var part = Measurements()
            part.texts["kind"] = kind.name
            do {
                var forecaster: (any Forecaster)?
                part.add(seconds: [
                    try seconds {
                        let job = try kind.fit(train, fit, context)
                        _ = try job.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
                        forecaster = try job.forecaster()
                    }
                ])
                guard let forecaster else { continue }
                for (variable, score) in try scores(forecaster, train, test) {
                    var line = part
                    line.texts["variable"] = variable
                    line.texts["preferred"] = comparison.preferred(for: variable) == kind ? "yes" : "no"
                    let hidden = comparison.scores.first { $0.kind == kind && $0.variable == variable }
                    line.numbers["validation_crps"] = hidden?.score.rankedProbability
                    line.numbers["validation_mae"] = hidden?.score.meanAbsoluteError
                    score.write("", to: &line)
                    measured.parts.append(line)
                }
            } catch {
                part.texts["failure"] = "\(error)"
                measured.parts.append(part)
            }
        }
        return measured
    }

    /// Scores of forecasts of every row of `test` from all of `train`, by variable.
    private static func scores(
        _ forecaster: any Forecaster, _ train: SeriesCollection, _ test: SeriesCollection
    ) throws -> [(variable: String, score: ForecastScore)] {
        var options = PredictionOptions()
        options.quantiles = ForecastScore.workloadLevels
        let width = options.quantiles.count
        var scores = [ForecastScore](
            repeating: ForecastScore(levels: options.quantiles), count: forecaster.variables.count)
        for series in 0..<test.count {
            guard let known = train.names.firstIndex(of: test.names[series]) else { continue }
            let rows = test.rows(of: series)
            var times: [Moment] = []
            for row in rows where times.last != test.times[row] { times.append(test.times[row]) }
            let request = PredictionRequest(series: known, times: times)
            let said = try forecaster.predict(train, [request], kind: .forecast, options: options)[0]
            if let failure = said.failure { throw failure }
            for row in rows {
                guard let k = said.times.firstIndex(of: test.times[row]),
                    let channel = forecaster.variables.firstIndex(of: test.variables[Int(test.variableIndices[row])])
                else { continue }
                let cell = k * forecaster.variables.count + channel
                scores[channel].add(
                    observed: test.values[row], point: said.means[cell],
                    quantiles: said.quantiles[cell * width..<(cell + 1) * width])
            }
        }
        return Array(zip(forecaster.variables, scores))
    }
}
