import Foundation
import Lanes
import TimeSeries

@testable import Forecasting

/// Made-up series for the tests of the state-space kind.
enum StateSpaceSeries {
    typealias Series = (times: [Double], values: [Double])

    /// A collection of one variable.
    static func collection(_ series: [Series], isCalendar: Bool = false) -> SeriesCollection {
        let times = series.flatMap(\.times)
        let values = series.flatMap(\.values)
        var offsets = [0]
        for one in series { offsets.append(offsets[offsets.count - 1] + one.times.count) }
        return SeriesCollection(
            variables: ["x"], names: series.indices.map { "s\($0)" }, offsets: offsets,
            times: isCalendar ? .calendar(times.map { Int64($0 * 1e6) }) : .numeric(times),
            variableIndices: values.map { _ in 0 }, values: values)
    }

    static func fitted(_ data: SeriesCollection, season: SeasonChoice = .found) throws -> StateSpaceForecaster {
        var settings = FitSettings()
        settings.task.season = season
        return try StateSpaceFit(data, settings, threads: 2).forecaster()
    }

    static func normal(_ series: Int, _ index: Int, _ purpose: UInt32 = 1) -> Double {
        Philox4x32(seed: 21).normal(epoch: purpose, series: UInt32(series), sample: 0, index: UInt32(index))
    }

    /// Ornstein–Uhlenbeck series at Poisson times of rate 1: deviation 2, length scale 4, noise 0.5, mean 10.
    static func ornsteinUhlenbeck(series: Int, rows: Int) -> [Series] {
        (0..<series).map { s in
            var (time, state) = (0.0, 2 * normal(s, 0, 2))
            var one: Series = ([], [])
            for k in 0..<rows {
                let u = Philox4x32(seed: 22).uniform(epoch: 3, series: UInt32(s), sample: 0, index: UInt32(k))
                let step = -log(u)
                let fall = exp(-step / 4)
                time += step
                state = fall * state + 2 * (1 - fall * fall).squareRoot() * normal(s, k + 1, 2)
                one.times.append(time)
                one.values.append(10 + state + 0.5 * normal(s, k, 4))
            }
            return one
        }
    }

    /// 400 hours of a daily cycle with noise of 0.5.
    static let hours = (0..<400).map { Double($0) * 3600 }
    static let wave = hours.enumerated().map { 20 + 4 * sin(2 * .pi * $1 / 86400) + 0.5 * normal(1, $0) }

    /// A request at so many hours after the last of `hours`.
    static func request(hoursAfter lead: Double) -> PredictionRequest {
        PredictionRequest(series: 0, times: [.calendar(microseconds: Int64((hours[399] + lead * 3600) * 1e6))])
    }
}
