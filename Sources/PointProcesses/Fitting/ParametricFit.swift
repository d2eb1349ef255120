import Lanes
import Numerics

/// A fitted process told by its parameters; their uncertainty is normal in θ.
struct ParametricFit<Process: ParametricProcess>: FittedProcess {
    let parametric: Process

    /// As the first associated value of a case, which stored models began with.
    enum CodingKeys: String, CodingKey { case parametric = "_0" }

    var process: any PointProcess { parametric }

    func estimates(marks: [String], covariance: [[Double]]?) -> [ParameterEstimate] {
        parametric.estimates(marks: marks, covariance: covariance)
    }

    func draws(
        _ count: Int, seed: UInt64, covariance: [[Double]]?, for sequence: EventSequence
    ) throws(EventError) -> [any PointProcess] {
        // Parameters without variance are held fixed.
        let free = (covariance ?? []).indices.filter { (covariance?[$0][$0] ?? 0) > 0 }
        let factor = covariance.flatMap { matrix in CholeskyFactor(free.map { row in free.map { matrix[row][$0] } }) }
        guard let factor else { return Array(repeating: parametric, count: count) }
        return (0..<count).map { sample in
            var random = RandomStream(seed: seed, .parameterDraws, sample: UInt32(sample))
            for _ in 0..<100 {
                var theta = parametric.theta
                let noise = factor.multiply(free.map { _ in random.normal() })
                for (index, value) in zip(free, noise) { theta[index] += value }
                let drawn = parametric.replacing(theta: theta)
                if drawn.isPlausible { return drawn }
            }
            return parametric
        }
    }
}
