import Foundation
import Numerics

extension RenewalProcess {
    /// The log likelihood and its gradient by θ: log f of every whole waiting time, log S of the one that each window cuts short.
    func logLikelihood(_ sequences: [EventSequence]) -> (value: Double, gradient: [Double]) {
        var value = 0.0
        var gradient = [Double](repeating: 0, count: 2 * markCount)
        func add(_ x: Double, _ mark: Int, isWhole: Bool) {
            let (a, b) = (parameters[mark][0], parameters[mark][1])
            switch waiting {
            case .weibull:
                let ratio = log(x / b)
                let u = exp(a * ratio)
                value -= u
                gradient[2 * mark] -= u == 0 ? 0 : u * a * ratio
                gradient[2 * mark + 1] += a * u
                guard isWhole else { return }
                value += log(a / b) + (a - 1) * ratio
                gradient[2 * mark] += 1 + a * ratio
                gradient[2 * mark + 1] -= a
            case .logNormal:
                let z = (log(x) - a) / b
                if isWhole {
                    value += -log(x) - log(b) - 0.5 * log(2 * .pi) - 0.5 * z * z
                    gradient[2 * mark] += z / b
                    gradient[2 * mark + 1] += z * z - 1
                } else {
                    let survival = logNormalSurvival(z)
                    let mills = exp(-0.5 * z * z - 0.5 * log(2 * .pi) - survival)
                    value += survival
                    gradient[2 * mark] += mills / b
                    gradient[2 * mark + 1] += mills * z
                }
            }
        }
        for sequence in sequences {
            var first = 0
            for (index, window) in sequence.exposure.enumerated() {
                let events = sequence.events(in: index, from: first)
                first = events.upperBound
                var last = [Double](repeating: window.start, count: markCount)
                for event in events {
                    let mark = Int(sequence.marks[event])
                    add(sequence.times[event] - last[mark], mark, isWhole: true)
                    last[mark] = sequence.times[event]
                }
                for mark in 0..<markCount where window.end > last[mark] {
                    add(window.end - last[mark], mark, isWhole: false)
                }
            }
        }
        return (value, gradient)
    }

    /// Fits by quasi-Newton steps from the moments of the waiting times.
    package static func fit(
        _ sequences: [EventSequence], markCount: Int, waiting: WaitingTime
    ) throws(EventError) -> (process: RenewalProcess, covariance: [[Double]]?, isConverged: Bool) {
        var gaps = [[Double]](repeating: [], count: markCount)
        for sequence in sequences {
            var first = 0
            for (index, window) in sequence.exposure.enumerated() {
                var last = [Double](repeating: window.start, count: markCount)
                for event in sequence.events(in: index, from: first) {
                    let mark = Int(sequence.marks[event])
                    let gap = sequence.times[event] - last[mark]
                    guard gap > 0 else {
                        throw .impossibleRequest(
                            .noWaitingTime(series: sequence.name, time: sequence.times[event]))
                    }
                    gaps[mark].append(gap)
                    last[mark] = sequence.times[event]
                    first = event + 1
                }
            }
        }
        if let short = gaps.firstIndex(where: { $0.count < 2 }) {
            throw .tooLittleData(.fewWaitingTimes(mark: short))
        }
        let start = RenewalProcess(
            waiting: waiting,
            parameters: gaps.map { gaps in
                let logs = gaps.map { log($0) }
                let mean = logs.reduce(0, +) / Double(logs.count)
                let square = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(logs.count)
                let deviation = max(square.squareRoot(), 0.05)
                // The logarithm of a Weibull number has standard deviation π / (√6 shape).
                return waiting == .weibull
                    ? [min(1.2825 / deviation, 20), exp(mean + 0.577 * deviation / 1.2825)] : [mean, deviation]
            })
        let minimum = try QuasiNewton().maximize(from: start.theta) { theta in
            start.replacing(theta: theta).logLikelihood(sequences)
        }
        let process = start.replacing(theta: minimum.point)
        let covariance = process.covariance { theta in
            process.replacing(theta: theta).logLikelihood(sequences).gradient.map { -$0 }
        }
        return (process, covariance, minimum.isConverged)
    }
}
