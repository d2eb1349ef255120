import Foundation
import Lanes

/// How long a renewal process waits.
public enum WaitingTime: String, Sendable, Codable, CaseIterable {
    /// S(x) = exp(−(x / b)^a); parameters a (shape) and b (scale).
    case weibull
    /// log x is normal with mean a and standard deviation b.
    case logNormal = "log-normal"
}

/// Independent waiting times between the events of each mark. Every window begins with a renewal: what happened before it is
/// unknown.
public struct RenewalProcess: PointProcess, Hashable, Codable {
    /// The distribution of the waiting times.
    public let waiting: WaitingTime
    /// Its two parameters, for each mark.
    public var parameters: [[Double]]

    /// Creates the process.
    public init(waiting: WaitingTime, parameters: [[Double]]) {
        precondition(parameters.allSatisfy { $0.count == 2 }, "two parameters a mark")
        self.waiting = waiting
        self.parameters = parameters
    }

    public var markCount: Int { parameters.count }
    public var isPoisson: Bool { false }
    public func path(for sequence: EventSequence) -> any IntensityPath {
        Path(process: self, renewed: parameters.map { _ in sequence.exposure.first?.start ?? 0 })
    }

    /// log of the hazard rate at age `x`.
    func logHazard(_ x: Double, _ mark: Int) -> Double {
        let (a, b) = (parameters[mark][0], parameters[mark][1])
        switch waiting {
        case .weibull:
            if x <= 0 { return a < 1 ? .infinity : a == 1 ? -log(b) : -.infinity }
            return log(a / b) + (a - 1) * log(x / b)
        case .logNormal:
            guard x > 0 else { return -.infinity }
            let z = (log(x) - a) / b
            return -0.5 * z * z - 0.5 * log(2 * .pi) - log(b) - log(x) - logNormalSurvival(z)
        }
    }

    /// ∫ of the hazard rate from 0 to `x`: −log S(x).
    func cumulativeHazard(_ x: Double, _ mark: Int) -> Double {
        guard x > 0 else { return 0 }
        let (a, b) = (parameters[mark][0], parameters[mark][1])
        return waiting == .weibull ? pow(x / b, a) : -logNormalSurvival((log(x) - a) / b)
    }

    struct Path: IntensityPath {
        let process: RenewalProcess
        /// Time of each mark's last event.
        var renewed: [Double]

        func logIntensity(at time: Double, mark: Int) -> Double { process.logHazard(time - renewed[mark], mark) }

        func compensator(from: Double, to: Double, mark: Int) -> Double {
            process.cumulativeHazard(to - renewed[mark], mark) - process.cumulativeHazard(from - renewed[mark], mark)
        }

        func reach(from time: Double) -> Double {
            (0..<process.markCount).map { mark in
                let typical =
                    process.waiting == .weibull ? process.parameters[mark][1] : exp(process.parameters[mark][0])
                return max(0.25 * (time - renewed[mark]), 1e-3 * typical)
            }.min() ?? .infinity
        }

        func bound(from: Double, to: Double) -> Double {
            (0..<process.markCount).reduce(0) { sum, mark in
                let (low, high) = (from - renewed[mark], to - renewed[mark])
                switch process.waiting {
                case .weibull:
                    // Monotone in the age.
                    return sum + exp(max(process.logHazard(low, mark), process.logHazard(high, mark)))
                case .logNormal:
                    // The density is at most its mode's, the survival at least that at the end.
                    let (a, b) = (process.parameters[mark][0], process.parameters[mark][1])
                    let mode = exp(a - b * b)
                    let peak = min(max(mode, low), high)
                    let z = (log(max(peak, .leastNormalMagnitude)) - a) / b
                    let density = -0.5 * z * z - 0.5 * log(2 * .pi) - log(b) - log(max(peak, .leastNormalMagnitude))
                    return sum + exp(density - logNormalSurvival((log(high) - a) / b))
                }
            }
        }

        mutating func beginWindow(at time: Double) { for mark in renewed.indices { renewed[mark] = time } }
        mutating func observe(_ time: Double, mark: Int) { renewed[mark] = time }
    }
}

/// log of the probability that a standard normal number exceeds `z`; far out by the continued fraction of Mills' ratio.
func logNormalSurvival(_ z: Double) -> Double {
    if z < 30 { return log(0.5 * erfc(z * 0.5.squareRoot())) }
    var fraction = z
    for k in (1...60).reversed() { fraction = z + Double(k) / fraction }
    return -0.5 * z * z - 0.5 * log(2 * .pi) - log(fraction)
}
