import TimeSeries

/// The times at which a path is looked at.
struct PathSteps {
    /// Ascending, each once, `(K)`.
    let times: [Moment]

    /// Steps that a default makes at most, and those that may be asked for.
    static let most = 2_000
    static let mostAsked = 200_000

    /// One look.
    init(at time: Moment) { times = [time] }

    /// After `now`, up to `horizon` ahead.
    init(after now: Moment, horizon: Double?, step: Double?, usual: Double, series: String) throws(ForecastingError) {
        let length = horizon ?? Double(PathInquiry.usualSteps) * (step ?? usual)
        let step = step ?? max(usual, length / Double(Self.most))
        try Self.check(length / step, series)
        // Beyond it no calendar time is left.
        if case .calendar(let microseconds) = now, Double(microseconds) / 1e6 + length > 9e12 {
            throw .unsuitableValues(.beyondRange)
        }
        // What is left over makes a last step that is shorter.
        let whole = max(1, Int((length / step * (1 - 1e-12)).rounded(.up)))
        times = Self.distinct((1...whole).map { now.advanced(by: min(Double($0) * step, length)) })
    }

    /// From `begin` to `end`, both among them, in steps of equal length, at most `step`.
    init(from begin: Moment, through end: Moment, step: Double?, usual: Double, series: String) throws(ForecastingError)
    {
        let length = end.elapsed(since: begin)
        guard length > 0 else { throw .impossibleRequest(.noTimeBetween(begin, end)) }
        let step = step ?? max(usual, length / Double(Self.most))
        try Self.check(length / step, series)
        let count = max(1, Int((length / step * (1 - 1e-12)).rounded(.up)))
        times = Self.distinct(
            (0...count).map { $0 == count ? end : begin.advanced(by: length * Double($0) / Double(count)) })
    }

    /// `begin` and every `step` later, before `end`.
    init(from begin: Moment, before end: Moment, step: Double?, usual: Double, series: String) throws(ForecastingError)
    {
        let length = end.elapsed(since: begin)
        guard length > 0 else { throw .impossibleRequest(.noTimeBetween(begin, end)) }
        // A sum depends on its steps: they are never widened.
        let step = step ?? usual
        try Self.check(length / step, series)
        let count = max(1, Int((length / step * (1 - 1e-12)).rounded(.up)))
        times = Self.distinct((0..<count).map { begin.advanced(by: Double($0) * step) })
    }

    private static func check(_ count: Double, _ series: String) throws(ForecastingError) {
        guard count <= Double(mostAsked) else {
            throw .impossibleRequest(.tooManySteps(series: series, count: count, most: mostAsked))
        }
    }

    /// Steps below the resolution of time fall together.
    private static func distinct(_ times: [Moment]) -> [Moment] {
        var found: [Moment] = []
        for time in times where found.last.map({ $0 < time }) ?? true { found.append(time) }
        return found
    }
}
