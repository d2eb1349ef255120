import Forecasting
import Foundation
import Lanes
import TimeSeries

extension Workload {
    /// How often noise is said to have a season: white noise, autoregressions and random walks at uneven times, `--series` of each.
    static let seasons = Workload(
        name: "seasons", summary: "accuracy: share of noises without a season in which one is found", data: "."
    ) { settings in
        let random = Philox4x32(seed: settings.seed)
        var measured = Measurements()
        for (number, (name, memory)) in [("white", 0.0), ("autoregression", 0.9), ("walk", 1.0)].enumerated() {
            var alarms = 0
            var cycles = 0
            for run in 0..<settings.series {
                let count = [120, 500, 1500][run % 3]
                let gap = [3600.0, 21_600, 86_400][run / 3 % 3]
                var time = 1.6e9
                var level = 0.0
                var times: [Int64] = []
                var values: [Double] = []
                for index in 0..<count {
                    let epoch = UInt32(3 * number)
                    time -=
                        gap * log(random.uniform(epoch: epoch, series: UInt32(run), sample: 0, index: UInt32(index)))
                    level =
                        memory * level
                        + random.normal(epoch: epoch + 1, series: UInt32(run), sample: 0, index: UInt32(index))
                    times.append(Int64(time * 1e6))
                    values.append(level)
                }
                let data = SeriesCollection(
                    variables: ["x"], names: ["a"], offsets: [0, count], times: .calendar(times),
                    variableIndices: values.map { _ in 0 }, values: values)
                let found = SeasonSearch.seasons(in: data)[0]
                if !found.isEmpty { alarms += 1 }
                cycles += found.count
            }
            var line = Measurements()
            line.texts["noise"] = name
            line.numbers["series"] = Double(settings.series)
            line.numbers["false_alarm_rate"] = Double(alarms) / Double(settings.series)
            line.numbers["seasons_found"] = Double(cycles)
            measured.parts.append(line)
        }
        return measured
    }
}
