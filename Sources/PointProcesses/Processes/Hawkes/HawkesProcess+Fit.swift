import Foundation
import Numerics

extension HawkesProcess {
    /// The log likelihood and its gradient by θ, in one pass: with R the excitation of each mark and Q = −dR/dβ, an elapsed time
    /// d takes R to e^(−βd) R and Q to e^(−βd) (Q + d R) (Ogata 1978; the recursion of Ozaki 1979).
    ///
    /// - Complexity: O(events · marks²).
    func logLikelihood(_ sequences: [EventSequence]) -> (value: Double, gradient: [Double]) {
        let n = markCount
        var value = 0.0
        var dBaseline = [Double](repeating: 0, count: n)
        var dBranching = [Double](repeating: 0, count: n * n)
        var dDecay = 0.0
        let alpha = branching.flatMap { $0 }
        var r = [Double](repeating: 0, count: n)
        var q = r
        for sequence in sequences {
            for mark in 0..<n {
                r[mark] = 0
                q[mark] = 0
            }
            var time = sequence.exposure[0].start
            /// Lets time pass; under exposure the compensator grows.
            func pass(to next: Double, isExposed: Bool) {
                let d = next - time
                guard d > 0 else { return }
                let left = exp(-decay * d)
                let gone = -expm1(-decay * d)
                if isExposed {
                    for j in 0..<n {
                        value -= baseline[j] * d
                        dBaseline[j] -= d
                        for k in 0..<n {
                            value -= alpha[j * n + k] * r[k] * gone
                            dBranching[j * n + k] -= r[k] * gone
                            dDecay -= alpha[j * n + k] * (r[k] * d * left - q[k] * gone)
                        }
                    }
                }
                for k in 0..<n {
                    q[k] = left * (q[k] + d * r[k])
                    r[k] *= left
                }
                time = next
            }
            var first = 0
            for (index, window) in sequence.exposure.enumerated() {
                pass(to: window.start, isExposed: false)
                let events = sequence.events(in: index, from: first)
                first = events.upperBound
                var event = events.lowerBound
                while event < events.upperBound {
                    pass(to: sequence.times[event], isExposed: true)
                    var end = event
                    while end < events.upperBound, sequence.times[end] == sequence.times[event] {
                        let j = Int(sequence.marks[end])
                        var rate = baseline[j]
                        var slope = 0.0
                        for k in 0..<n {
                            rate += decay * alpha[j * n + k] * r[k]
                            slope += alpha[j * n + k] * (r[k] - decay * q[k])
                        }
                        value += log(rate)
                        dBaseline[j] += 1 / rate
                        for k in 0..<n { dBranching[j * n + k] += decay * r[k] / rate }
                        dDecay += slope / rate
                        end += 1
                    }
                    for index in event..<end { r[Int(sequence.marks[index])] += 1 }
                    event = end
                }
                pass(to: window.end, isExposed: true)
            }
        }
        let gradient =
            zip(dBaseline, baseline).map { $0 * $1 } + zip(dBranching, alpha).map { $0 * $1 } + [dDecay * decay]
        return (value, gradient)
    }

    /// Fits by quasi-Newton steps from several decays.
    package static func fit(
        _ sequences: [EventSequence], markCount: Int
    ) throws(EventError) -> (process: HawkesProcess, covariance: [[Double]]?, isConverged: Bool) {
        let events = sequences.reduce(0) { $0 + $1.times.count }
        guard events >= 3 else {
            throw .tooLittleData(.fewEvents(events, process: HawkesFit.title, least: 3))
        }
        let duration = sequences.reduce(0) { $0 + $1.duration }
        let rates = ConstantProcess.fit(sequences, markCount: markCount).process.rates
        if let empty = rates.firstIndex(where: { !($0 > 0) }) {
            throw .tooLittleData(.markWithoutEvents(empty, process: HawkesFit.title))
        }
        var best: (process: HawkesProcess, minimum: QuasiNewton.Minimum)?
        for pace in [0.2, 2, 20] {
            let start = HawkesProcess(
                baseline: rates.map { 0.5 * $0 },
                branching: Array(
                    repeating: Array(repeating: 0.5 / Double(markCount), count: markCount), count: markCount),
                decay: pace * Double(events) / duration)
            let minimum = try QuasiNewton().maximize(from: start.theta) { theta in
                start.replacing(theta: theta).logLikelihood(sequences)
            }
            if best.map({ minimum.value < $0.minimum.value }) ?? true {
                best = (start.replacing(theta: minimum.point), minimum)
            }
        }
        guard let best else { throw .numerical(.noMinimum) }
        let covariance = best.process.covariance { theta in
            best.process.replacing(theta: theta).logLikelihood(sequences).gradient.map { -$0 }
        }
        return (best.process, covariance, best.minimum.isConverged)
    }
}
