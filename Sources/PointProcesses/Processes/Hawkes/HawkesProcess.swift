import Foundation

/// A self-exciting process with exponential kernels: λⱼ(t) = μⱼ + β Σᵢ α(j, mᵢ) e^(−β (t − tᵢ)) over the events tᵢ < t of marks mᵢ
/// (Hawkes 1971). α(j, k) is the expected number of events of mark j that an event of mark k causes at first hand.
///
/// Between windows the excitation decays; what happened there is unknown and excites nothing.
public struct HawkesProcess: PointProcess, Hashable, Codable {
    /// μ, rate of events that none excites, of each mark.
    public var baseline: [Double]
    /// α, `(excited mark)(exciting mark)`.
    public var branching: [[Double]]
    /// β, the decay of the excitation.
    public var decay: Double

    /// Creates the process.
    public init(baseline: [Double], branching: [[Double]], decay: Double) {
        precondition(
            branching.count == baseline.count && branching.allSatisfy { $0.count == baseline.count }, "α is not square")
        self.baseline = baseline
        self.branching = branching
        self.decay = decay
    }

    /// Whether an event and all that it causes, at first and later hands, are finitely many on average: the largest eigenvalue of α
    /// is below one (by power iteration; α is not negative).
    public var isStable: Bool {
        var vector = baseline.map { _ in 1.0 }
        var growth = 0.0
        for _ in 0..<200 {
            let next = branching.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
            growth = next.max() ?? 0
            guard growth > 0, growth.isFinite else { return growth == 0 }
            vector = next.map { $0 / growth }
        }
        return growth < 1
    }

    public var markCount: Int { baseline.count }
    public var isPoisson: Bool { false }
    public func path(for sequence: EventSequence) -> any IntensityPath {
        Path(process: self, time: sequence.exposure.first?.start ?? 0, excitation: baseline.map { _ in 0 })
    }

    struct Path: IntensityPath {
        let process: HawkesProcess
        /// Time of the last event.
        var time: Double
        /// Σ e^(−β (time − tᵢ)) over the events of each mark.
        var excitation: [Double]

        private func share(_ mark: Int) -> Double {
            zip(process.branching[mark], excitation).reduce(0) { $0 + $1.0 * $1.1 }
        }

        func logIntensity(at t: Double, mark: Int) -> Double {
            log(process.baseline[mark] + process.decay * share(mark) * exp(-process.decay * (t - time)))
        }

        func compensator(from: Double, to: Double, mark: Int) -> Double {
            let decayed = exp(-process.decay * (from - time)) * -expm1(-process.decay * (to - from))
            return process.baseline[mark] * (to - from) + share(mark) * decayed
        }

        func reach(from time: Double) -> Double { 1 / process.decay }

        /// λ falls while nothing happens.
        func bound(from: Double, to: Double) -> Double {
            (0..<process.markCount).reduce(0) { $0 + exp(logIntensity(at: from, mark: $1)) }
        }

        mutating func observe(_ t: Double, mark: Int) {
            let factor = exp(-process.decay * (t - time))
            for index in excitation.indices { excitation[index] *= factor }
            excitation[mark] += 1
            time = t
        }
    }
}
