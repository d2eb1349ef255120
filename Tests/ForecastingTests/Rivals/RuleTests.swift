import Foundation
import Testing
import TimeSeries

@testable import Forecasting

@Suite struct RuleTests {
    @Test func theLastValueIsCarriedOn() {
        let history = ChannelHistory(times: [1, 2, 5], values: [10, 20, 30])
        let centers = LastValueRule(learning: []).centers(
            at: [0.5, 1, 1.9, 2, 4.9, 5, 100], after: history, channel: 0)
        #expect(centers == [10, 10, 10, 20, 20, 30, 30])
    }

    @Test func spreadsFollowTheLead() {
        // Errors of scale √lead, at quantiles of the normal distribution.
        var errors: [(lead: Double, error: Double)] = []
        for lead in 1...64 {
            for k in 0..<64 {
                let normal = LeadSpreadReference.normal((Double(k) + 0.5) / 64)
                errors.append((Double(lead), Double(lead).squareRoot() * normal))
            }
        }
        let spread = LeadSpread(errors)
        #expect(spread.centers == spread.centers.sorted() && spread.centers.count > 4)
        for lead in [3.0, 10, 40] {
            let found = QuantileDistribution(values: spread.errors(at: lead), lowerBound: nil).moments
            #expect(abs(found.deviation / lead.squareRoot() - 0.98) < 0.1, "\(lead): \(found)")
        }
        // Beyond what was tried the spread widens by the stated rule, and below the first bin it stays.
        let last = spread.centers[spread.centers.count - 1]
        for (far, near) in zip(spread.errors(at: 4 * last), spread.errors(at: last)) {
            #expect(abs(far - 2 * near) <= 1e-12 * abs(far))
        }
        #expect(spread.errors(at: 0) == spread.quantiles[0])
    }

    @Test func quantileDistributionsInvertAndKeepTheirBound() {
        let values = (0..<LeadSpread.points).map { Double($0) - 20 }
        let free = QuantileDistribution(values: values, lowerBound: nil)
        let bounded = QuantileDistribution(values: values, lowerBound: 0)
        for (k, value) in values.enumerated() {
            let probability = (Double(k) + 0.5) / Double(LeadSpread.points)
            #expect(abs(free.quantile(probability) - value) < 1e-9)
            #expect(bounded.quantile(probability) >= 0)
        }
        let asked = stride(from: 0.0001, to: 1, by: 0.0007).map(free.quantile)
        #expect(zip(asked, asked.dropFirst()).allSatisfy { $0 < $1 })
        #expect(bounded.moments.mean > free.moments.mean)
    }

    @Test func profilesOfTheCalendarAreFound() {
        // 60 days by the hour: a daily and a weekly cycle, noise of 0.1.
        let times = (0..<1440).map { Double($0) * 3600 }
        func hourly(_ t: Double) -> Double { t.truncatingRemainder(dividingBy: 86400) < 43200 ? 3 : -3 }
        func weekly(_ t: Double) -> Double {
            (t / 86400).rounded(.down).truncatingRemainder(dividingBy: 7) < 2 ? 5 : -2
        }
        let values = times.enumerated().map { 50 + hourly($1) + weekly($1) + 0.1 * sin(Double($0 * $0)) }
        let rule = SeasonalProfileRule(learning: [[ChannelHistory(times: times, values: values)]])
        let kept = rule.profiles[0].components.map(\.cycle)
        #expect(kept == [.hourOfDay, .dayOfWeek])
        let history = ChannelHistory(times: Array(times.prefix(1000)), values: Array(values.prefix(1000)))
        let later = Array(times.suffix(400))
        let centers = rule.centers(at: later, after: history, channel: 0)
        let worst = zip(centers, later).map { abs($0 - 50 - hourly($1) - weekly($1)) }.max() ?? 1
        #expect(worst < 0.4, "\(worst)")
    }

    @Test func noiseHasNoProfile() {
        let times = (0..<1440).map { Double($0) * 3600 }
        let values = times.indices.map { sin(Double($0 * $0) * 1.7) }
        let rule = SeasonalProfileRule(learning: [[ChannelHistory(times: times, values: values)]])
        let size = rule.profiles[0].components.flatMap(\.values).map(abs).max() ?? 0
        #expect(size < 0.35, "\(size)")
    }

    @Test func plainNumbersHaveNoCalendar() {
        let data = SeriesCollection(
            variables: ["x"], names: ["a"], offsets: [0, 3], times: .numeric([1, 2, 3]), variableIndices: [0, 0, 0],
            values: [1, 2, 3])
        #expect(!ForecasterKind.seasonalProfile.verdict(data).isEnough)
        #expect(throws: ForecastingError.self) {
            try ForecasterKind.seasonalProfile.fit(data, FitSettings(), FitContext())
        }
    }
}

private enum LeadSpreadReference {
    /// Quantile of the standard normal distribution, by bisection on the error function.
    static func normal(_ p: Double) -> Double {
        var (low, high) = (-9.0, 9.0)
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if 0.5 * erfc(-middle / 2.0.squareRoot()) < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
