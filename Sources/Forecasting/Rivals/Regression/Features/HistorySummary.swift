import Foundation

/// What a regression remembers of one channel's past: mean, last value, exponentially weighted means, slope, count, spread.
///
/// Observations are added in order of time; a summary is written at any time at or after the last one.
struct HistorySummary {
    /// Numbers that describe a past.
    static let size = 12

    /// Half-lives of the weighted means, ascending.
    private let halfLives: SIMD4<Double>
    private var count = 0.0
    private var mean = 0.0
    /// Sum of squared deviations from the mean (Welford 1962).
    private var squares = 0.0
    private var lastTime = 0.0
    private var lastValue = 0.0
    private var weights = SIMD4<Double>()
    private var means = SIMD4<Double>()
    /// Weighted sums of τ, τ², τ z about the last time, with the third half-life, for the slope.
    private var slope = (one: 0.0, t: 0.0, tt: 0.0, z: 0.0, tz: 0.0)

    init(halfLives: SIMD4<Double>) { self.halfLives = halfLives }

    /// Adds an observation, `value` in scaled units.
    mutating func add(_ time: Double, _ value: Double) {
        if count > 0 {
            let elapsed = time - lastTime
            for k in 0..<4 { weights[k] *= exp2(-elapsed / halfLives[k]) }
            let decay = exp2(-elapsed / halfLives[2])
            let (t, z) = (slope.t, slope.z)
            slope.t = decay * (t - elapsed * slope.one)
            slope.tt = decay * (slope.tt - 2 * elapsed * t + elapsed * elapsed * slope.one)
            slope.tz = decay * (slope.tz - elapsed * z)
            slope.z = decay * z
            slope.one *= decay
        }
        slope.one += 1
        slope.z += value
        count += 1
        let before = value - mean
        mean += before / count
        squares += before * (value - mean)
        for k in 0..<4 {
            weights[k] += 1
            means[k] += (value - means[k]) / weights[k]
        }
        lastTime = time
        lastValue = value
    }

    /// Writes the numbers to the `size` elements from `place` on: the mean; the last value and the weighted means, each less the
    /// mean; the slope in scaled units for each `unit`; the logarithm of the count; the time since the last observation on a
    /// logarithmic scale that is 1 at `longest`; the spread; 1 where nothing was seen; e^(−count/3), the doubt of a short past.
    func write(at anchor: Double, clock: LeadClock, to numbers: inout [Float], from place: Int) {
        guard count > 0 else {
            for k in 0..<Self.size { numbers[place + k] = 0 }
            numbers[place + 10] = 1
            numbers[place + 8] = 1
            numbers[place + 11] = 1
            return
        }
        numbers[place] = Float(mean)
        numbers[place + 1] = Float(lastValue - mean)
        for k in 0..<4 { numbers[place + 2 + k] = Float(means[k] - mean) }
        let variance = slope.tt - slope.t * slope.t / slope.one
        let covariance = slope.tz - slope.t * slope.z / slope.one
        let least = 1e-6 * clock.longest * clock.longest + 1e-9 * slope.tt
        numbers[place + 6] =
            count > 2 && variance > least ? Float(min(max(covariance / variance * clock.longest, -20), 20)) : 0
        numbers[place + 7] = Float(log(1 + count))
        numbers[place + 8] = Float(min(clock.place(of: anchor - lastTime), 1.5))
        numbers[place + 9] = Float((max(squares, 0) / count).squareRoot())
        numbers[place + 10] = 0
        numbers[place + 11] = Float(exp(-count / 3))
    }
}

/// The scale of leads: logarithmic beyond `unit`, 1 at `longest`.
struct LeadClock: Codable, Sendable, Equatable {
    /// The typical gap between observations.
    let unit: Double
    /// The largest lead tried.
    let longest: Double

    /// log(1 + lead/unit) / log(1 + longest/unit).
    func place(of lead: Double) -> Double { log(1 + max(lead, 0) / unit) / log(1 + longest / unit) }
}
