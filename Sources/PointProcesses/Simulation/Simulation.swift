import Foundation

/// How events are drawn.
public enum SimulationMethod: String, Sendable, Codable, CaseIterable {
    /// Candidates at a bounding rate, kept with probability λ / bound (Lewis, Shedler 1979; Ogata 1981).
    case thinning
    /// The time at which the compensator has grown by an exponential number (Çinlar 1975).
    case inversion
}

extension PointProcess {
    /// Draws the events of one sequence over `exposure`.
    ///
    /// - Parameters:
    ///   - exposure: the windows to simulate, ascending and apart.
    ///   - past: what has happened before; the windows simulated come after it.
    ///   - method: how the next event is drawn.
    ///   - random: the stream of random numbers, advanced by what is drawn.
    ///   - name: of the sequence.
    ///   - mostEvents: beyond this the process is taken to have exploded.
    public func simulate(
        _ exposure: [Exposure], after past: EventSequence? = nil, method: SimulationMethod = .thinning,
        random: inout RandomStream, name: String = "", mostEvents: Int = 1_000_000
    ) throws(EventError) -> EventSequence {
        var path: any IntensityPath
        if let past {
            path = try advanced(through: past)
        } else {
            path = try self.path(for: EventSequence(name: name, times: [], exposure: exposure))
        }
        var times: [Double] = []
        var marks: [Int32] = []
        for window in exposure {
            // A window that goes on where the past ended is no new one.
            if past?.exposure.last?.end != window.start { path.beginWindow(at: window.start) }
            var time = window.start
            while let next = try nextEvent(path, after: time, before: window.end, method, &random) {
                let mark = drawMark(path, at: next, &random)
                path.observe(next, mark: mark)
                times.append(next)
                marks.append(Int32(mark))
                time = next
                guard times.count < mostEvents else {
                    throw .numerical(.explosion(events: mostEvents, by: time))
                }
            }
        }
        return try EventSequence(name: name, times: times, marks: marks, exposure: exposure)
    }

    private func drawMark(_ path: any IntensityPath, at time: Double, _ random: inout RandomStream) -> Int {
        guard markCount > 1 else { return 0 }
        let rates = (0..<markCount).map { exp(path.logIntensity(at: time, mark: $0)) }
        var rest = random.uniform() * rates.reduce(0, +)
        for (mark, rate) in rates.enumerated() {
            rest -= rate
            if rest < 0 { return mark }
        }
        return rates.lastIndex { $0 > 0 } ?? 0
    }

    private func nextEvent(
        _ path: any IntensityPath, after time: Double, before end: Double, _ method: SimulationMethod,
        _ random: inout RandomStream
    ) throws(EventError) -> Double? {
        switch method {
        case .inversion: return invert(path, from: time, to: end, target: -log(random.uniform()))
        case .thinning:
            var time = time
            while time < end {
                let stop = min(end, time + path.reach(from: time))
                let bound = path.bound(from: time, to: stop)
                guard bound.isFinite else {
                    // No finite bound, as of a hazard that is infinite at age 0: the short stretch is inverted.
                    if let found = invert(path, from: time, to: stop, target: -log(random.uniform())) { return found }
                    time = stop
                    continue
                }
                guard bound > 0 else {
                    time = stop
                    continue
                }
                time -= log(random.uniform()) / bound
                guard time < stop else {
                    time = stop
                    continue
                }
                let rate = total(path, at: time)
                guard rate <= bound * (1 + 1e-9) else {
                    throw .numerical(.boundExceeded(intensity: rate, time: time, bound: bound))
                }
                if random.uniform() * bound < rate { return time }
            }
            return nil
        }
    }

    /// The time at which ∫ λ from `from` on reaches `target` while nothing happens, or `nil` where that is after `to`: bisection
    /// within a bracket, to the last bit.
    func invert(_ path: any IntensityPath, from: Double, to: Double, target: Double) -> Double? {
        var low = from
        var reached = 0.0
        // Stretch by stretch, so that a far end costs nothing.
        var step = path.reach(from: from)
        while low < to {
            let high = min(to, low + step)
            let mass = totalCompensator(path, from: low, to: high)
            if reached + mass >= target { return root(path, low, high, target - reached) }
            reached += mass
            guard high < to else { return nil }
            low = high
            step *= 2
            if !step.isFinite { step = to - low }
        }
        return nil
    }

    private func root(_ path: any IntensityPath, _ from: Double, _ to: Double, _ target: Double) -> Double {
        var low = from
        var high = to
        var guess = 0.5 * (low + high)
        for _ in 0..<200 {
            let value = totalCompensator(path, from: from, to: guess) - target
            if value == 0 { return guess }
            if value < 0 { low = guess } else { high = guess }
            let slope = total(path, at: guess)
            var next = guess - value / slope
            if !(next > low && next < high) { next = 0.5 * (low + high) }
            if next == guess || high - low <= abs(high) * 2.3e-16 { break }
            guess = next
        }
        return guess
    }
}
