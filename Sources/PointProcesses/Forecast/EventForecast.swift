import Foundation
import Lanes

/// Forecasts one sequence from its observed part. Every answer is a mixture over draws of the parameters (or of the latent path),
/// so that their uncertainty is included.
public struct EventForecast: Sendable {
    /// The observed part.
    public let past: EventSequence
    /// The end of the last window: the forecast begins there.
    public let start: Double
    private let processes: [any PointProcess]
    private let seed: UInt64

    /// Forecasts `past` by draws of `model`.
    public init(_ model: FittedEvents, past: EventSequence, draws: Int = 200, seed: UInt64 = 0) throws(EventError) {
        self.past = past
        self.seed = seed
        start = past.exposure[past.exposure.count - 1].end
        processes = try model.draws(draws, seed: seed, for: past)
    }

    /// The intensity of every draw after the observed part.
    private func paths() throws(EventError) -> [any IntensityPath] {
        var found: [any IntensityPath] = []
        for process in processes { found.append(try process.advanced(through: past)) }
        return found
    }

    /// Probability that nothing happens from the start to each of `times`.
    public func survival(at times: [Double]) throws(EventError) -> [Double] {
        for time in times where time < start {
            throw .impossibleRequest(.timeBeforeForecast(time, start: start))
        }
        let paths = try paths()
        return times.map { time in survival(paths, time) }
    }

    private func survival(_ paths: [any IntensityPath], _ time: Double) -> Double {
        zip(processes, paths).reduce(0) {
            $0 + exp(-$1.0.totalCompensator($1.1, from: start, to: time))
        } / Double(processes.count)
    }

    /// Quantiles of the time of the next event; `nil` where the probability of any event at all is smaller.
    public func nextEvent(_ probabilities: [Double]) throws(EventError) -> [Double?] {
        let paths = try paths()
        let scale = typicalGap(paths)
        return probabilities.map { quantile(paths, $0, scale) }
    }

    /// The mean gap to the next event at the rate of the start.
    private func typicalGap(_ paths: [any IntensityPath]) -> Double {
        let rate = zip(processes, paths).map { $0.total($1, at: start + 1e-9) }.filter(\.isFinite).reduce(0, +)
        let mean = rate / Double(processes.count)
        return mean > 0 ? 1 / mean : past.duration
    }

    private func quantile(_ paths: [any IntensityPath], _ p: Double, _ scale: Double) -> Double? {
        var step = min(scale, 1e3 * past.duration)
        var doublings = 0
        while survival(paths, start + step) > 1 - p {
            step *= 2
            doublings += 1
            // An intensity that dies out leaves a chance that nothing happens any more.
            guard doublings < 40, step < 1e6 * past.duration else { return nil }
        }
        var low = start
        var high = start + step
        for _ in 0..<60 {
            let middle = 0.5 * (low + high)
            if middle == low || middle == high { break }
            if survival(paths, middle) > 1 - p { low = middle } else { high = middle }
        }
        return 0.5 * (low + high)
    }

    /// The probability of each mark that the next event has it: the mean of λₘ / Σ λ over when it happens.
    public func nextMark() throws(EventError) -> [Double] {
        let paths = try paths()
        let marks = processes[0].markCount
        guard marks > 1 else { return [1] }
        var sums = [Double](repeating: 0, count: marks)
        let scale = typicalGap(paths)
        for step in 0..<32 {
            guard let time = quantile(paths, (Double(step) + 0.5) / 32, scale) else { continue }
            // Draws in which nothing has happened until then weigh more.
            for (process, path) in zip(processes, paths) {
                let rates = (0..<marks).map { exp(path.logIntensity(at: time, mark: $0)) }
                let weight = exp(-process.totalCompensator(path, from: start, to: time))
                for mark in 0..<marks { sums[mark] += weight * rates[mark] }
            }
        }
        let total = sums.reduce(0, +)
        return total > 0 ? sums.map { $0 / total } : sums.map { _ in 1 / Double(marks) }
    }

    /// The distribution of the number of events in each of `windows`, which begin at the start or later.
    public func counts(in windows: [Exposure]) throws(EventError) -> [CountDistribution] {
        for window in windows where window.start < start {
            throw .impossibleRequest(.windowBeforeForecast(window.start, start: start))
        }
        if processes.allSatisfy(\.isPoisson) {
            let paths = try paths()
            return windows.map { window in
                CountDistribution(
                    poisson: zip(processes, paths).map {
                        $0.totalCompensator($1, from: window.start, to: window.end)
                    })
            }
        }
        let futures = try futures(to: windows.map(\.end).max() ?? start)
        return windows.map { window in
            CountDistribution(
                counts: futures.map { future in
                    future.times.reduce(0) { $0 + ($1 > window.start && $1 <= window.end ? 1 : 0) }
                })
        }
    }

    /// One future of each draw, from the start to `end`.
    public func futures(to end: Double, method: SimulationMethod = .thinning) throws(EventError) -> [EventSequence] {
        let window = [try Exposure(start: start, end: end)]
        var found: [EventSequence] = []
        for (index, process) in processes.enumerated() {
            var random = RandomStream(seed: seed, .eventFutures, sample: UInt32(index))
            found.append(
                try process.simulate(window, after: past, method: method, random: &random, name: past.name))
        }
        return found
    }

    /// One time of an intensity's band.
    public struct IntensityPoint: Sendable, Hashable {
        /// When.
        public var time: Double
        /// Mean of Σ λ over the draws.
        public var mean: Double
        /// One value for each probability asked.
        public var quantiles: [Double]
    }

    /// Σ λ over the marks at `times`, ascending, anywhere from the first window on. Up to the start it is conditional on what
    /// happened before each time, beyond it on a simulated future of each draw where that matters.
    public func intensity(at times: [Double], quantiles probabilities: [Double]) throws(EventError) -> [IntensityPoint]
    {
        let last = times.last ?? start
        let futures = last > start && !processes.allSatisfy(\.isPoisson) ? try futures(to: last) : []
        var values = [[Double]](repeating: [], count: times.count)
        for (draw, process) in processes.enumerated() {
            var path = try process.path(for: past)
            var events = zip(past.times, past.marks).map { (time: $0, mark: Int($1)) }
            if !futures.isEmpty { events += zip(futures[draw].times, futures[draw].marks).map { ($0, Int($1)) } }
            var next = 0
            var window = 0
            for (index, time) in times.enumerated() {
                while true {
                    let event = next < events.count ? events[next].time : .infinity
                    let begin = window < past.exposure.count ? past.exposure[window].start : .infinity
                    if begin <= event, begin <= time {
                        path.beginWindow(at: begin)
                        window += 1
                    } else if event < time {
                        path.observe(event, mark: events[next].mark)
                        next += 1
                    } else {
                        break
                    }
                }
                values[index].append(process.total(path, at: time))
            }
        }
        return zip(times, values).map { time, values in
            let sorted = values.sorted()
            let mean = values.reduce(0, +) / Double(values.count)
            return IntensityPoint(
                time: time, mean: mean, quantiles: probabilities.map { Self.quantile(sorted, $0) })
        }
    }

    /// The quantile of sorted numbers, interpolated.
    static func quantile(_ sorted: [Double], _ p: Double) -> Double {
        let place = p * Double(sorted.count - 1)
        let low = Int(place)
        guard low + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[low] + (place - Double(low)) * (sorted[low + 1] - sorted[low])
    }
}
