import Foundation

/// A piece of a sequence as the latent network reads it: tokens for the encoder, output times for the solver. Times count from the
/// piece's start in the network's unit.
struct LatentEventEpisode: Sendable {
    /// Model time of the start.
    let start: Double
    /// What the encoder reads, latest first: `(tokens)(tokenFeatures)`.
    let tokens: [[Float]]
    /// Times wanted, ascending: edges of windows and events.
    let times: [Double]
    /// Events at each time: `(times)(marks)`.
    let counts: [[Double]]
    /// +1 where a window ends, −1 where one begins.
    let edges: [Double]
    /// Events in all.
    let events: Int

    /// - Parameters:
    ///   - cutoff: the encoder reads nothing later; model time, `nil` for everything.
    ///   - weights: how often each event counts in the likelihood; `nil` for once.
    init(_ sequence: EventSequence, shape: LatentEventShape, cutoff: Double? = nil, weights: [Double]? = nil) {
        let start = sequence.exposure[0].start
        self.start = start
        events = sequence.times.count
        func scaled(_ time: Double) -> Double { (time - start) / shape.unit }
        var steps: [Double: (counts: [Double], edge: Double)] = [:]
        let blank = (counts: [Double](repeating: 0, count: shape.marks), edge: 0.0)
        for window in sequence.exposure {
            steps[scaled(window.start), default: blank].edge -= 1
            steps[scaled(window.end), default: blank].edge += 1
        }
        for (index, time) in sequence.times.enumerated() {
            steps[scaled(time), default: blank].counts[Int(sequence.marks[index])] += weights?[index] ?? 1
        }
        let times = steps.keys.sorted()
        self.times = times
        counts = times.map { steps[$0]?.counts ?? [] }
        edges = times.map { steps[$0]?.edge ?? 0 }

        var marked: [(time: Double, kind: Int)] = []
        let limit = cutoff ?? .infinity
        for window in sequence.exposure where window.start < limit {
            marked.append((scaled(window.start), -1))
            marked.append((scaled(min(window.end, limit)), -2))
        }
        for (time, mark) in zip(sequence.times, sequence.marks) where time <= limit {
            marked.append((scaled(time), Int(mark)))
        }
        var later: Double?
        tokens = marked.enumerated().sorted { ($0.element.time, $0.offset) > ($1.element.time, $1.offset) }.map {
            let (time, kind) = $0.element
            let gap = max(0, (later ?? time) - time) * shape.norm
            later = time
            var token = [Float](repeating: 0, count: shape.tokenFeatures)
            token[0] = Float(time)
            token[1] = Float(log1p(gap))
            token[2] = Float(exp(-gap))
            if kind == -1 { token[3] = 1 } else if kind == -2 { token[4] = 1 } else { token[5 + kind] = 1 }
            return token
        }
    }
}

extension EventSequence {
    /// The sequence in stretches of about `most` events each, cut halfway between events.
    func pieces(most: Int) throws(EventError) -> [EventSequence] {
        guard times.count > most + most / 2 else { return [self] }
        let count = (times.count + most - 1) / most
        var cuts: [Double] = []
        for index in 1..<count {
            let at = index * times.count / count
            let cut = 0.5 * (times[at - 1] + times[at])
            if cut > (cuts.last ?? exposure[0].start), times[at - 1] < times[at] { cuts.append(cut) }
        }
        let edges = [exposure[0].start] + cuts + [exposure[exposure.count - 1].end]
        var found: [EventSequence] = []
        var event = 0
        for (low, high) in zip(edges, edges.dropFirst()) {
            var windows: [Exposure] = []
            for window in exposure where window.start < high && window.end > low {
                windows.append(try Exposure(start: max(window.start, low), end: min(window.end, high)))
            }
            let first = event
            while event < times.count, times[event] <= high { event += 1 }
            guard !windows.isEmpty else { continue }
            found.append(
                try EventSequence(
                    name: name, times: Array(times[first..<event]), marks: Array(marks[first..<event]),
                    exposure: windows))
        }
        return found
    }
}
