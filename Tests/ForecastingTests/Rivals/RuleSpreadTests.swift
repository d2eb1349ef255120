import Foundation
import Lanes
import Testing
import TimeSeries

@testable import Forecasting

/// What a rule gets wrong, by lead and by gap, and the distributions made of it.
@Suite struct RuleSpreadTests {
    /// Errors of scale √lead, at quantiles of the normal distribution.
    private func misses() -> [LeadSpread.Miss] {
        (1...64).flatMap { lead in
            (0..<64).map { k in
                let normal = NormalReference.quantile((Double(k) + 0.5) / 64)
                return .init(lead: Double(lead), error: Double(lead).squareRoot() * normal)
            }
        }
    }

    @Test func spreadsFollowTheLead() {
        let spread = LeadSpread(misses(), span: 1e9)
        #expect(spread.centers == spread.centers.sorted() && spread.centers.count > 4)
        for lead in [3.0, 10, 40] {
            let found = QuantileDistribution(values: spread.errors(at: lead)).moments
            #expect(abs(found.deviation / lead.squareRoot() - 0.98) < 0.1, "\(lead): \(found)")
        }
        // Beyond what was tried the spread widens by the stated rule, and below the first bin
        // it shrinks to the noise at no lead.
        let last = spread.centers[spread.centers.count - 1]
        let farthest = spread.quantiles[spread.quantiles.count - 1]
        let middle = (farthest[31] + farthest[32]) / 2
        for (far, near) in zip(spread.errors(at: 4 * last), spread.errors(at: last)) {
            #expect(abs((far - middle) - 2 * (near - middle)) <= 1e-9 * abs(far))
        }
        #expect(spread.errors(at: spread.centers[0]) == spread.quantiles[0])
        #expect(abs(spread.errors(at: 0)[60]) < 0.8 * abs(spread.quantiles[0][60]))
        let noise = LeadSpread(misses().map { .init(lead: $0.lead, error: $0.error / $0.lead.squareRoot()) }, span: 1e9)
        #expect(abs(noise.errors(at: 0)[60] / noise.quantiles[0][60] - 1) < 0.05)
    }

    /// All errors at one lead are in one bin, whatever their size.
    @Test func errorsAtOneLeadStayTogether() {
        let errors = (0..<1000).map { Double($0) - 499.5 }
        let spread = LeadSpread(errors.map { .init(lead: 3600, error: $0) }, span: 1e12)
        #expect(spread.centers.count == 1 && abs(spread.centers[0] / 3600 - 1) < 1e-9)
        #expect(abs(spread.quantiles[0][0] + 492) < 2 && abs(spread.quantiles[0][63] - 492) < 2)
        let two = LeadSpread(
            errors.map { .init(lead: 1, error: $0) } + errors.map { .init(lead: 2, error: 10 * $0) }, span: 1e12)
        #expect(two.centers.map { $0.rounded() } == [1, 2])
        #expect(abs(two.quantiles[1][63] / two.quantiles[0][63] - 10) < 0.1)
        #expect(LeadSpread([], span: 1).errors(at: 1) == Array(repeating: 0, count: LeadSpread.points))
    }

    /// Bins close together foretell nothing about shorter leads.
    @Test func closeBinsShrinkNothing() {
        let errors = (0..<1000).map { Double($0) - 499.5 }
        let spread = LeadSpread(
            errors.map { .init(lead: 1, error: $0) } + errors.map { .init(lead: 1.01, error: 1.1 * $0) }, span: 1e12)
        #expect(spread.centers.count == 2 && spread.errors(at: 0.1) == spread.quantiles[0])
    }

    /// Few independent errors are widened: 1 + 1.5 / m about their median.
    @Test func fewErrorsAreWidened() {
        let many = LeadSpread(misses(), span: 1e9)
        let few = LeadSpread(misses(), span: 120)
        for (bin, center) in many.centers.enumerated() {
            let factor = 1 + 1.5 / max(2, 120 / center)
            let ratio = few.quantiles[bin][60] / many.quantiles[bin][60]
            #expect(abs(ratio - factor) < 0.02, "\(ratio) \(factor)")
        }
    }

    @Test func quantileDistributionsInvertAndKeepTheirSupport() {
        let values = (0..<LeadSpread.points).map { Double($0) - 20 }
        let free = QuantileDistribution(values: values)
        let bounded = QuantileDistribution(values: values, support: ValueSupport(lower: 0, upper: 30))
        for (k, value) in values.enumerated() {
            let probability = (Double(k) + 0.5) / Double(LeadSpread.points)
            #expect(abs(free.quantile(probability) - value) < 1e-9)
            #expect((0...30).contains(bounded.quantile(probability)))
        }
        let asked = stride(from: 0.0001, to: 1, by: 0.0007).map(free.quantile)
        #expect(zip(asked, asked.dropFirst()).allSatisfy { $0 < $1 })
        #expect(bounded.moments.mean > free.moments.mean)
    }

    @Test func supportsAreSeen() {
        #expect(ValueSupport(of: [0, 3, 1, 2, 2]) == ValueSupport(lower: 0, upper: nil))
        #expect(ValueSupport(of: [-1.5, 3, 1, 2]) == .line)
        let humid = (0..<200).map { min(1, 0.5 + 0.6 * abs(sin(Double($0)))) }
        #expect(ValueSupport(of: humid) == ValueSupport(lower: 0, upper: 1))
        #expect(ValueSupport(of: (0..<50).map { Double($0 % 5) }) == ValueSupport(lower: 0, upper: nil))
        #expect(ValueSupport(of: [Double]()) == .line)
    }

    @Test func bridgesAreWidestInTheMiddle() {
        let times = [0.0, 4, 14]
        #expect(RuleErrors<LastValueRule>.bridge(9, times) == 2.5)
        #expect(RuleErrors<LastValueRule>.bridge(2, times) == 1)
        #expect(RuleErrors<LastValueRule>.bridge(4, times) == 0)
        #expect(RuleErrors<LastValueRule>.bridge(20, times) == 6)
    }

    private func fitted(_ kind: ForecasterKind, _ data: SeriesCollection) throws -> any Forecaster {
        let fit = try kind.fit(data, FitSettings(), FitContext())
        return try fit.forecaster()
    }

    /// A random walk's band between two points has the width of a Brownian bridge, about its linear interpolation.
    @Test func amidAGapTheBandIsThatOfABridge() throws {
        var level = 0.0
        let values = (0..<4000).map { index -> Double in
            level += Philox4x32(seed: 5).normal(epoch: 0, series: UInt32(index), sample: 0, index: 0)
            return level
        }
        let times = (0..<4000).map { Double($0) + ($0 >= 2000 ? 10 : 0) }
        let data = SeriesCollection(
            variables: ["x"], names: ["walk"], offsets: [0, 4000], times: .numeric(times),
            variableIndices: values.map { _ in 0 }, values: values)
        let request = PredictionRequest(series: 0, times: [1999.5, 2005].map { .numeric($0) })
        let said = try fitted(.linear, data).predict(data, [request], kind: .interpolation)[0]
        #expect(abs(said.deviations[0] / (0.5 * 10.5 / 11).squareRoot() - 1) < 0.25, "\(said.deviations)")
        #expect(abs(said.deviations[1] / (6.0 * 5 / 11).squareRoot() - 1) < 0.25, "\(said.deviations)")
        #expect(abs(said.means[1] - (values[1999] * 5 + values[2000] * 6) / 11) < 0.5)
    }

    /// Series of spread 1 and 50: bands differ by series where one tells them apart.
    @Test func bandsFollowEachSeries() throws {
        var builder = SeriesBuilder()
        for series in 0..<12 {
            let size = series % 2 == 0 ? 1.0 : 50
            for k in 0..<120 {
                builder["s\(series)"].append(time: Double(k), ["x": size * sin(Double(k * k + series))])
            }
        }
        let data = try builder.build()
        let requests = [0, 1].map { PredictionRequest(series: $0, times: [.numeric(125)]) }
        let said = try fitted(.mean, data).predict(data, requests, kind: .forecast)
        #expect(said[1].deviations[0] > 15 * said[0].deviations[0])
    }

    /// One impossible reading moves neither the fit nor the forecast.
    @Test(arguments: [ForecasterKind.lastValue, .mean, .weightedMean, .drift, .seasonalProfile])
    func wildValuesAreDrawnIn(_ kind: ForecasterKind) throws {
        func data(_ wild: Double?, last: Bool) -> SeriesCollection {
            var values = (0..<400).map { 50 + 5 * sin(Double($0 * $0)) }
            if let wild { values[last ? 399 : 200] = wild }
            return SeriesCollection(
                variables: ["x"], names: ["a"], offsets: [0, 400], times: .numeric((0..<400).map(Double.init)),
                variableIndices: values.map { _ in 0 }, values: values)
        }
        let request = [PredictionRequest(series: 0, times: [.numeric(401)])]
        let clean = try fitted(kind, data(nil, last: false)).predict(data(nil, last: false), request, kind: .forecast)[
            0]
        for (wild, last) in [(1e12, false), (1e4, false), (-1e12, false), (1e12, true)] {
            let spoiled = data(wild, last: last)
            let said = try fitted(kind, spoiled).predict(spoiled, request, kind: .forecast)[0]
            #expect(abs(said.means[0] - clean.means[0]) < 60 && said.deviations[0] < 60, "\(wild): \(said.means)")
        }
    }

    @Test func countsAreNotNegative() throws {
        let values = (0..<300).map { max(0, (2 * sin(Double($0 * $0))).rounded()) }
        let data = SeriesCollection(
            variables: ["n"], names: ["a"], offsets: [0, 300], times: .numeric((0..<300).map(Double.init)),
            variableIndices: values.map { _ in 0 }, values: values)
        var options = PredictionOptions()
        options.quantiles = [0.001, 0.05, 0.5]
        for kind in [ForecasterKind.lastValue, .mean, .drift, .seasonalNaive] {
            let request = PredictionRequest(series: 0, times: [.numeric(301), .numeric(900)])
            let said = try fitted(kind, data).predict(data, [request], kind: .forecast, options: options)[0]
            #expect(said.quantiles.allSatisfy { $0 >= 0 }, "\(kind.name)")
        }
    }
}

enum NormalReference {
    /// Quantile of the standard normal distribution, by bisection on the error function.
    static func quantile(_ p: Double) -> Double {
        var (low, high) = (-9.0, 9.0)
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if 0.5 * erfc(-middle / 2.0.squareRoot()) < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
