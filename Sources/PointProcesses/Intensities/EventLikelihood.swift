import Foundation

/// The log likelihood of event sequences: log p = Σ log λ(tᵢ) − ∫ λ dt over the windows of exposure
/// (Daley, Vere-Jones 2003, proposition 7.2.III), natural logarithms, times in the clock's unit.
public struct EventLikelihood: Sendable, Hashable, Codable {
    /// Σ log p.
    public var logLikelihood = 0.0
    /// Events.
    public var events = 0
    /// Sequences.
    public var sequences = 0
    /// Total exposure.
    public var duration = 0.0
    /// ∫ λ dt, all marks: the number of events that the process expects.
    public var compensator = 0.0

    /// Creates an empty sum.
    public init() {}

    /// log p of a sequence, on average.
    public var perSequence: Double { logLikelihood / Double(max(sequences, 1)) }
    /// log p for each event.
    public var perEvent: Double { logLikelihood / Double(max(events, 1)) }
    /// log p for each unit of exposure.
    public var perTime: Double { logLikelihood / max(duration, .leastNormalMagnitude) }
}

extension PointProcess {
    /// The log likelihood of `sequences`.
    ///
    /// - Complexity: one intensity for each event and one compensator for each event and mark.
    public func likelihood(_ sequences: [EventSequence]) throws(EventError) -> EventLikelihood {
        var sum = EventLikelihood()
        for sequence in sequences {
            var part = 0.0
            try walk(sequence) { path, gap, time, mark in
                for mark in 0..<markCount {
                    let mass = path.compensator(from: gap.from, to: gap.to, mark: mark)
                    part -= mass
                    sum.compensator += mass
                }
                if let time, let mark { part += path.logIntensity(at: time, mark: mark) }
            }
            sum.logLikelihood += part
            sum.events += sequence.times.count
            sum.sequences += 1
            sum.duration += sequence.duration
        }
        return sum
    }

    /// Walks through `sequence`: `body` is called before each event with the gap since the event before (or the window's
    /// begin), and at each window's end with the last gap and no event. Simultaneous events do not see each other.
    func walk(
        _ sequence: EventSequence,
        _ body: (_ path: any IntensityPath, _ gap: (from: Double, to: Double), _ time: Double?, _ mark: Int?) -> Void
    ) throws(EventError) {
        var path = try self.path(for: sequence)
        var next = 0
        for (index, window) in sequence.exposure.enumerated() {
            path.beginWindow(at: window.start)
            var last = window.start
            let events = sequence.events(in: index, from: next)
            next = events.upperBound
            var event = events.lowerBound
            while event < events.upperBound {
                let time = sequence.times[event]
                var end = event
                while end < events.upperBound, sequence.times[end] == time {
                    body(path, (last, time), time, Int(sequence.marks[end]))
                    last = time
                    end += 1
                }
                for index in event..<end { path.observe(time, mark: Int(sequence.marks[index])) }
                event = end
            }
            body(path, (last, window.end), nil, nil)
        }
    }

    /// The path after all that `sequence` saw.
    func advanced(through sequence: EventSequence) throws(EventError) -> any IntensityPath {
        var path = try self.path(for: sequence)
        var next = 0
        for (index, window) in sequence.exposure.enumerated() {
            path.beginWindow(at: window.start)
            for event in sequence.events(in: index, from: next) {
                path.observe(sequence.times[event], mark: Int(sequence.marks[event]))
                next = event + 1
            }
        }
        return path
    }
}
