import Foundation
import Lanes
import Testing
import TimeSeries

@testable import Forecasting

/// Seasons that are there are found, with their periods; noise has none.
@Suite struct SeasonSearchTests {
    private let random = Philox4x32(seed: 12)

    private func uniform(_ stream: Int, _ index: Int) -> Double {
        random.uniform(SIMD4(UInt32(index), UInt32(stream), 0, 0))
    }

    private func noise(_ stream: Int, _ index: Int) -> Double {
        random.normal(epoch: UInt32(stream), series: UInt32(index), sample: 1, index: 0)
    }

    /// Uneven times in days, `gap` apart on average.
    private func times(_ count: Int, gap: Double, stream: Int = 1) -> [Double] {
        var time = 0.0
        return (0..<count).map { index in
            time -= gap * log(uniform(stream, index))
            return time
        }
    }

    /// One variable of calendar time from times in days since 2020-01-01.
    private func collection(_ series: [(times: [Double], values: [Double])], calendar: Bool = true) -> SeriesCollection
    {
        let days = series.flatMap(\.times)
        let times: TimeColumn =
            calendar ? .calendar(days.map { 1_577_836_800_000_000 + Int64($0 * 86400e6) }) : .numeric(days)
        return SeriesCollection(
            variables: ["x"], names: series.indices.map { "s\($0)" },
            offsets: series.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.times.count) }, times: times,
            variableIndices: days.map { _ in 0 }, values: series.flatMap(\.values))
    }

    private func found(
        _ series: [(times: [Double], values: [Double])], calendar: Bool = true, _ choice: SeasonChoice = .found
    ) -> [Season] {
        SeasonSearch.seasons(in: collection(series, calendar: calendar), choice: choice)[0]
    }

    private static let day = 86400.0

    /// A year by the hour: cycles of a day and a week under a trend and a slow wander.
    @Test func dayAndWeekOfAYearByTheHour() {
        let times = (0..<8760).map { Double($0) / 24 }
        let values = times.enumerated().map { index, time in
            let daily: Double = 10 * sin(2 * .pi * time) + 4 * cos(4 * .pi * time)
            let weekly: Double = time.truncatingRemainder(dividingBy: 7) < 2 ? -8 : 3
            return 50 + 0.1 * time + daily + weekly + 2 * noise(1, index)
        }
        let seasons = found([(times, values)])
        #expect(Set(seasons.map(\.period)) == [Self.day, 7 * Self.day])
        #expect(seasons.allSatisfy { $0.harmonics >= 2 && $0.strength > 0.1 })
    }

    /// Periods that no calendar knows, sharp to the data's resolution.
    @Test(arguments: [0.7, 3.9, 11.3]) func freePeriods(_ period: Double) throws {
        let times = times(600, gap: 0.4)
        let values = times.enumerated().map { 100 - 3 * $1 + sin(2 * .pi * $1 / period + 0.4) + 0.7 * noise(2, $0) }
        let seasons = found([(times, values)], calendar: false)
        #expect(seasons.count == 1)
        #expect(abs((seasons.first?.period ?? 0) / period - 1) < 1e-2 * period / 20, "\(seasons)")
    }

    /// Hours of bursts far apart: the mean gap says nothing about the shortest cycle that can be told.
    @Test func aDayInBursts() {
        var times: [Double] = []
        for burst in 0..<3 { times += (0..<150).map { Double(burst) * 400 + (Double($0) + uniform(3, $0)) / 12 } }
        let values = times.enumerated().map { 15 + 2 * sin(2 * .pi * $1) + 0.5 * noise(4, $0) }
        #expect(found([(times, values)]).map(\.period) == [Self.day])
    }

    /// No series alone has enough, all together do.
    @Test func manyShortSeriesArePooled() {
        let series = (0..<40).map { index -> (times: [Double], values: [Double]) in
            let times = (0..<48).map { (Double($0) + 0.8 * uniform(100 + index, $0)) / 12 }
            return (times, times.enumerated().map { sin(2 * .pi * $1 + 0.2) + 1.2 * noise(200 + index, $0) })
        }
        #expect(found(series).map(\.period) == [Self.day])
        #expect(found([series[0]]).isEmpty)
    }

    /// One reading each day at the same hour says nothing about the hours.
    @Test func unseenPhasesAreNoSeason() {
        let times = (0..<900).map { Double($0) + 0.02 * uniform(5, $0) }
        let values = times.enumerated().map { noise(6, $0) + cos(2 * .pi * $1 / 365.2425) * 3 }
        #expect(found([(times, values)]).map(\.period) == [365.2425 * Self.day])
    }

    @Test func singleWildValuesHideNoSeason() {
        let times = times(600, gap: 0.1)
        var values = times.enumerated().map { sin(2 * .pi * $1) + 0.5 * noise(7, $0) }
        values[300] = 1e12
        #expect(found([(times, values)]).map(\.period) == [Self.day])
    }

    /// Of 60 random walks, autoregressions and white noises no more have a season than the stated rate and chance allow: at 1 %,
    /// four or more would come with a probability of 0.3 %. `Benchmarks seasons` draws thousands.
    @Test func noiseHasNone() {
        var alarms = 0
        for run in 0..<20 {
            let times = times(120, gap: [0.05, 0.3, 1][run % 3], stream: 1000 + run)
            for memory in [0, 0.9, 1] {
                var level = 0.0
                let values = times.indices.map { index in
                    level = memory * level + noise(2000 + 10 * run + Int(10 * memory), index)
                    return level
                }
                if !found([(times, values)]).isEmpty { alarms += 1 }
            }
        }
        #expect(alarms <= 3, "\(alarms)")
    }

    @Test func toldPeriodsAreTaken() {
        let times = times(400, gap: 0.1)
        let values = times.enumerated().map { sin(2 * .pi * $1 / 2.5) + 0.1 * noise(8, $0) }
        let told = found([(times, values)], .periods([2.5 * Self.day, 7 * Self.day]))
        #expect(Set(told.map(\.period)) == [2.5 * Self.day, 7 * Self.day])
        #expect(told[0].period == 2.5 * Self.day && told[0].strength > 0.9)
        #expect(found([(times, values)], .periods([])).isEmpty)
    }

    /// What may not be looked at changes nothing.
    @Test func hiddenRowsAreNotSeen() {
        let times = times(500, gap: 0.1)
        let values = times.enumerated().map { sin(2 * .pi * $1) + 0.5 * noise(9, $0) }
        let poisoned = values.enumerated().map { $0 < 400 ? $1 : 1e6 * noise(10, $0) }
        let clean = SeasonSearch.seasons(in: collection([(times, values)])) { $0 < 400 }
        #expect(SeasonSearch.seasons(in: collection([(times, poisoned)])) { $0 < 400 } == clean && !clean[0].isEmpty)
    }

    @Test func nothingIsFoundInLittle() {
        #expect(found([([], [])]).isEmpty)
        #expect(found([([1], [2])]).isEmpty)
        #expect(found([((0..<40).map(Double.init), Array(repeating: 3, count: 40))]).isEmpty)
        #expect(found([(Array(repeating: 1, count: 40), (0..<40).map(Double.init))]).isEmpty)
    }
}
