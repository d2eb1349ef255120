import Forecasting
import Foundation
import Lanes
import TimeSeries

extension Workload {
    /// Interpolation of simulated hoppers from half, 30 % and 10 % of 100 times, by the kinds that `--problem` names.
    ///
    /// After Rubanova et al. (2019): each run's 100 of 200 times are drawn, then those that are seen; every one from the first to the last
    /// seen is scored, 14 channels in units of their largest absolute value. `--rows` runs at the end of the file are scored; a kind is
    /// fitted to 60 others.
    static let hopper = Workload(
        name: "hopper", summary: "accuracy: interpolation of DIR/hopper_1000.csv.gz from 50, 30 and 10 % of the times",
        data: ".", prepare: { $0.rows = 200 }, run: hopper)

    private static func hopper(_ settings: BenchmarkSettings) throws -> Measurements {
        let whole = try SeriesCollection.imported(["\(settings.data)/hopper_1000.csv.gz"])
        let names = (settings.problem ?? "linear,cubic").split(separator: ",").map(String.init)
        var largest = [Double](repeating: 0, count: whole.variables.count)
        for (variable, value) in zip(whole.variableIndices, whole.values) {
            largest[Int(variable)] = max(largest[Int(variable)], abs(value))
        }
        let tested = max(0, whole.count - settings.rows)..<whole.count
        let random = Philox4x32(seed: settings.seed)
        var measured = Measurements()
        for name in names {
            guard let kind = ForecasterKind.named(name) else { throw BenchmarkError("there is no kind \(name)") }
            let training = whole.filtered { series, _ in series < 60 }
            let fit = try kind.fit(training, FitSettings(), FitContext(threads: settings.threads))
            let started = try seconds { _ = try fit.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false }) }
            let forecaster = try fit.forecaster()
            for share in [0.5, 0.3, 0.1] {
                // The ranks of a run's times: the first 100 are the times that there are, of these the first ones are seen.
                var ranks: [[Int]] = []
                for series in tested {
                    let order = random.permutation(count: 200, epoch: UInt32(series), stream: 1)
                    var rank = [Int](repeating: 0, count: 200)
                    for (place, index) in order.enumerated() { rank[index] = place }
                    ranks.append(rank)
                }
                let seenCount = Int((100 * share).rounded())
                func index(_ row: Int) -> Int {
                    guard case .numeric(let time) = whole.times[row] else { return 0 }
                    return Int(time)
                }
                let seen = whole.filtered { series, row in
                    tested.contains(series) && ranks[series - tested.lowerBound][index(row)] < seenCount
                }
                let requests = tested.compactMap { series -> PredictionRequest? in
                    let rank = ranks[series - tested.lowerBound]
                    let there = rank.indices.filter { rank[$0] < seenCount }
                    guard let first = there.first, let last = there.last else { return nil }
                    guard let position = seen.names.firstIndex(of: whole.names[series]) else { return nil }
                    let asked = (first...last).filter { rank[$0] < 100 }
                    return PredictionRequest(series: position, times: asked.map { .numeric(Double($0)) })
                }
                var options = PredictionOptions()
                options.quantiles = ForecastScore.workloadLevels
                options.threads = settings.threads
                var score = ForecastScore(levels: options.quantiles)
                for said in try forecaster.predict(seen, requests, kind: .interpolation, options: options) {
                    if let failure = said.failure { throw failure }
                    guard let series = whole.names.firstIndex(of: seen.names[said.series]) else { continue }
                    let width = said.variables.count
                    let asked = Set(said.times)
                    let places = Dictionary(uniqueKeysWithValues: zip(said.times, said.times.indices))
                    for row in whole.rows(of: series) where asked.contains(whole.times[row]) {
                        let variable = Int(whole.variableIndices[row])
                        guard let channel = said.variables.firstIndex(of: whole.variables[variable]),
                            let k = places[whole.times[row]]
                        else { continue }
                        let cell = k * width + channel
                        let size = largest[variable]
                        score.add(
                            observed: whole.values[row] / size, point: said.means[cell] / size,
                            quantiles: said.quantiles[cell * 5..<cell * 5 + 5].map { $0 / size })
                    }
                }
                var line = Measurements()
                line.texts["kind"] = name
                line.numbers["share_seen"] = share
                line.numbers["mse_e2"] = 100 * score.meanSquaredError
                line.numbers["fit_seconds"] = started
                score.write("", to: &line)
                measured.parts.append(line)
            }
        }
        return measured
    }
}
