import Foundation
import Numerics
import StateSpace

/// Finds the numbers of a linear model by the greatest posterior density: likelihood times weak normal priors.
struct LikelihoodSearch: Sendable {
    /// Rows of independent series, or of parts that count as such, with their weights.
    var parts: [ObservationRows]
    /// Where it is cancelled, no likelihood is finite any more, and searches end.
    var watch = FitWatch()

    /// Rows in all.
    var count: Int { parts.reduce(0) { $0 + $1.count } }

    /// A normal prior of each parameter; `nil` for those that keep their numbers.
    struct Prior: Sendable {
        var centers: [Double]
        var deviations: [Double?]
    }

    /// A model with numbers found.
    struct Fitted: Sendable {
        var model: LinearModel
        /// log p(values), in nats.
        var logLikelihood: Double
        /// The same with the prior's log density, but for its constant.
        var logPosterior: Double
        /// Numbers learned from the values: those whose prior is wide.
        var parameters: Int

        /// Schwarz's criterion (1978) in nats, with the posterior density in place of the likelihood: the greater the better.
        func evidence(rows: Int) -> Double {
            logPosterior - 0.5 * Double(parameters) * log(Double(max(rows, 2)))
        }
    }

    /// Searches from the best of `starts`, then from the second best where there are `restarts`.
    ///
    /// - Returns: `nil` where the likelihood is finite at none of them.
    /// - Complexity: O(iterations · rows · d²).
    func maximize(_ starts: [LinearModel], _ prior: Prior, iterations: Int, restarts: Int = 0) -> Fitted? {
        let free = prior.deviations.map { $0 != nil }
        let places = free.indices.filter { free[$0] }
        var tried: [(model: LinearModel, value: Double)] = starts.map { (model: $0, value: 0) }
        if starts.count > 1 + restarts {
            for index in tried.indices {
                let model = tried[index].model
                tried[index].value = logLikelihood(model) + logDensity(model.parameters, prior)
            }
            tried.removeAll { !$0.value.isFinite }
        }
        let ordered = tried.indices.sorted { (-tried[$0].value, $0) < (-tried[$1].value, $1) }
        var best: Fitted?
        var search = QuasiNewton()
        search.maximumIterations = iterations
        search.tolerance = 1e-6
        for index in ordered.prefix(1 + restarts) {
            let start = tried[index].model
            func objective(_ x: [Double]) -> (value: Double, gradient: [Double]) {
                // Numbers beyond these overflow before they mean anything.
                guard !watch.isCancelled, x.allSatisfy({ abs($0) < 200 }) else { return (.infinity, x) }
                let model = start.replacing(parameters: x, where: free)
                let all = model.parameters
                var value = -logDensity(all, prior)
                var gradient = places.map { place -> Double in
                    let deviation = prior.deviations[place] ?? 1
                    return (all[place] - prior.centers[place]) / (deviation * deviation)
                }
                for rows in parts {
                    let found = model.logLikelihoodGradient(rows)
                    value -= found.value
                    for (k, place) in places.enumerated() { gradient[k] -= found.gradient[place] }
                }
                return (value, gradient)
            }
            let all = start.parameters
            guard let minimum = try? search.minimize(from: places.map { all[$0] }, objective) else { continue }
            guard -minimum.value > best?.logPosterior ?? -.infinity else { continue }
            let model = start.replacing(parameters: minimum.point, where: free)
            best = Fitted(
                model: model, logLikelihood: -minimum.value - logDensity(model.parameters, prior),
                logPosterior: -minimum.value,
                parameters: prior.deviations.count { $0.map { $0 > 1 } ?? false })
        }
        return best
    }

    /// log p(values) of all parts.
    func logLikelihood(_ model: LinearModel) -> Double { parts.reduce(0) { $0 + model.logLikelihood($1) } }

    /// The prior's log density, but for its constant.
    private func logDensity(_ parameters: [Double], _ prior: Prior) -> Double {
        var sum = 0.0
        for (index, deviation) in prior.deviations.enumerated() {
            guard let deviation else { continue }
            let z = (parameters[index] - prior.centers[index]) / deviation
            sum -= 0.5 * z * z
        }
        return sum
    }
}
