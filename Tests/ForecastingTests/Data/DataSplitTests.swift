import Testing
import TimeSeries

@testable import Forecasting

@Suite struct DataSplitTests {
    private func split(series: Int, points: Int) -> DataSplit {
        let times = (0..<series).flatMap { _ in (0..<points).map(Double.init) }
        return DataSplit(
            SeriesCollection(
                variables: ["x"], names: (0..<series).map { "s\($0)" }, offsets: (0...series).map { $0 * points },
                times: .numeric(times), variableIndices: Array(repeating: 0, count: times.count), values: times),
            share: 0.1, seed: 0)
    }

    /// Many series: whole ones validate; few long ones: their ends; few short ones: one of them.
    @Test(arguments: [(40, 6, true, 4), (12, 80, true, 1), (5, 80, false, 5), (1, 300, false, 1), (4, 6, true, 1)])
    func whatValidates(_ series: Int, _ points: Int, _ isBySeries: Bool, _ count: Int) {
        let split = split(series: series, points: points)
        #expect(split.isBySeries == isBySeries)
        let held = (0..<series).filter { split.firstValidationRow[$0] < split.collection.rows(of: $0).upperBound }
        #expect(held.count == count)
        for index in held {
            let rows = split.collection.rows(of: index)
            #expect(split.firstValidationRow[index] == (isBySeries ? rows.lowerBound : rows.upperBound - points / 10))
        }
    }

    @Test func twoShortSeriesTrainWhole() {
        let split = split(series: 2, points: 6)
        #expect((0..<12).allSatisfy { split.isTraining(row: $0) })
    }
}
