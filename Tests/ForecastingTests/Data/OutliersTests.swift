import Foundation
import Numerics
import Testing
import TimeSeries

@testable import Forecasting

@Suite struct OutliersTests {
    private func collection(_ values: [Double]) -> SeriesCollection {
        let half = values.count / 2
        return SeriesCollection(
            variables: ["x"], names: ["a", "b"], offsets: [0, half, values.count],
            times: .numeric(values.indices.map(Double.init)), variableIndices: values.map { _ in 0 }, values: values)
    }

    @Test func wildValuesAreNamed() throws {
        var values = (0..<600).map { 50 + 4 * sin(Double($0 * $0)) }
        values[100] = 1e12
        values[400] = -3000
        let found = try #require(Outliers.found(in: collection(values)).first)
        #expect(found.count == 2 && found.furthest.map(\.value) == [1e12, -3000])
        #expect(found.furthest.map(\.series) == ["a", "b"] && found.furthest[1].time == .numeric(400))
        #expect(found.furthest[1].distance > 500)
    }

    /// A long tail is no row of outliers, whether of positive values or with zeros.
    @Test func tailsAreNone() {
        let lognormal = (0..<500).map { exp(3 * sin(Double($0 * $0))) }
        #expect(Outliers.found(in: collection(lognormal)).isEmpty)
        let rain = (0..<500).map { day -> Double in
            let share: Double = (Double((day * 7919) % 499) + 0.5) / 499.5
            return day % 5 < 3 ? 0 : -6 * log(share)
        }
        #expect(Outliers.found(in: collection(rain)).isEmpty)
        let growth = (0..<500).map { exp(Double($0) / 40) }
        #expect(Outliers.found(in: collection(growth)).isEmpty)
    }

    @Test func scalesAreNotMovedByWildValues() {
        let values = (0..<600).map { 50 + 4 * sin(Double($0 * $0)) }
        let clean = RobustScale.centerAndScale(values)
        for wild in [1e3, 1e12, .greatestFiniteMagnitude, -.greatestFiniteMagnitude] {
            var spoiled = values
            spoiled[17] = wild
            let found = RobustScale.centerAndScale(spoiled)
            #expect(abs(found.center - clean.center) < 0.1 && abs(found.scale / clean.scale - 1) < 0.02)
        }
        #expect(RobustScale.centerAndScale([]) == (0, 1))
        #expect(RobustScale.centerAndScale([7, 7, 7]) == (7, 7))
        let counts = (0..<100).map { $0 % 25 == 0 ? 5.0 : 0 }
        #expect(RobustScale.centerAndScale(counts).center == 0 && RobustScale.centerAndScale(counts).scale > 0.3)
    }

    @Test func normalValuesHaveTheirStandardDeviation() {
        // Quantiles of a normal distribution by their logistic approximation are near enough for two per cent.
        let values = (1..<2000).map { index -> Double in
            let p = Double(index) / 2000
            return 3 + 2 * (pow(p, 0.135) - pow(1 - p, 0.135)) / 0.1975
        }
        let found = RobustScale.centerAndScale(values)
        #expect(abs(found.center - 3) < 1e-9 && abs(found.scale - 2) < 0.04, "\(found)")
    }
}
