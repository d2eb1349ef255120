import Foundation
import TimeSeries

/// Steps for those who did not say at which times they want to know: the middle gap between observations, rounded to a step that
/// clocks, calendars or rulers have, as far as a fit's horizon or a quarter of the middle series.
public struct SensibleSteps: Sendable, Hashable {
    /// The step.
    public let step: TimeStep
    /// How far forecasts go beyond the last observation: seconds, or the data's own unit.
    public let horizon: Double
    /// Whether the horizon was that of the fit.
    public let isHorizonOfFit: Bool

    /// Steps in a horizon at most, and at least where the fit has none of its own.
    private static let most = 100.0
    private static let least = 4.0

    /// Steps for `data`; `nil` where no series has two times.
    ///
    /// - Parameters:
    ///   - data: the series that are asked for.
    ///   - asked: what the model was fitted to forecast; `nil` lets the data decide.
    ///   - isForecast: whether steps go beyond the data rather than through them.
    ///   - zone: of the calendar's days.
    /// - Complexity: O(n log n) in the observations.
    public init?(_ data: SeriesCollection, horizon asked: Double?, isForecast: Bool, zone: TimeZone) {
        var gaps: [Double] = []
        var spans: [Double] = []
        for series in 0..<data.count {
            let rows = data.rows(of: series)
            guard let first = rows.first, let last = rows.last, data.times[first] < data.times[last] else { continue }
            spans.append(data.times[last].elapsed(since: data.times[first]))
            for row in rows.dropFirst() where data.times[row] != data.times[row - 1] {
                gaps.append(data.times[row].elapsed(since: data.times[row - 1]))
            }
        }
        gaps.sort()
        spans.sort()
        guard let longest = spans.last else { return nil }
        let gap = gaps[gaps.count / 2]
        isHorizonOfFit = isForecast && asked != nil
        let horizon = isForecast ? asked ?? spans[spans.count / 2] / 4 : longest
        let ladder = Self.ladder(data.times.kind, gap, horizon, zone)
        var place =
            ladder.indices.min { abs(log(ladder[$0].meanLength / gap)) < abs(log(ladder[$1].meanLength / gap)) } ?? 0
        while place + 1 < ladder.count, horizon / ladder[place].meanLength > Self.most { place += 1 }
        while place > 0, horizon / ladder[place].meanLength < (isHorizonOfFit ? 1 : Self.least) { place -= 1 }
        step = ladder[place]
        self.horizon = horizon
    }

    /// Lengths that a person would choose, ascending.
    private static func ladder(_ kind: TimeKind, _ gap: Double, _ horizon: Double, _ zone: TimeZone) -> [TimeStep] {
        func decades(_ low: Double, _ high: Double) -> [Double] {
            let exponents =
                Int(log10(low).rounded(.down)) - 1...max(Int(log10(high).rounded(.up)), Int(log10(low).rounded(.down)))
            return exponents.flatMap { exponent in
                [1, 2, 5].map { Double("\($0)e\(exponent)") ?? Double($0) * pow(10, Double(exponent)) }
            }
        }
        guard kind == .calendar else { return decades(min(gap, horizon), max(gap, horizon)).map { .fixed($0) } }
        let small = gap < 1 || horizon < 4 ? decades(1e-6, 1).filter { $0 < 1 && $0 >= 1e-6 } : []
        let clock: [Double] = [
            1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200,
        ]
        let calendar: [CalendarStep] =
            [CalendarStep(1, .day), CalendarStep(1, .week), CalendarStep(1, .month), CalendarStep(3, .month)]
            + [1, 2, 5, 10, 20, 50, 100].map { CalendarStep($0, .year) }
        return (small + clock).map { .fixed($0) } + calendar.map { .calendar($0, zone) }
    }
}
