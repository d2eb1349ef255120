import Foundation
import Numerics
import StateSpace

/// Chooses the terms of one channel's model by the evidence for them, step by step.
///
/// First the best single trend, with all cycles that were found; then a second and a third trend while the evidence grows; then
/// each cycle has to prove itself, and may have more or fewer harmonics. Each step begins with the numbers of the one before.
struct TermSearch {
    /// Terms with their numbers.
    struct Found: Sendable {
        var terms: TermSet
        var fitted: LikelihoodSearch.Fitted
        /// Evidence in nats.
        var evidence: Double
    }

    /// States that a model has at the most.
    static let mostStates = 40
    /// Evidence in nats that a further term must add.
    private static let leastGain = 1.0

    let search: LikelihoodSearch
    let extent: DataExtent
    /// Noise that precise values still have, as a share of the values' deviation.
    static let leastNoise = 1e-7

    /// The best terms with some of `cycles`; `nil` where no likelihood is finite.
    func best(_ cycles: [TermSet.Cycle]) -> Found? {
        guard var best = bestSingle(cycles).map(pruned) else { return nil }
        var isRicher = false
        while best.terms.trends.count < 4 {
            let more = additions(to: best.terms.trends).compactMap {
                fit(best.terms.adding($0), from: best, iterations: 20)
            }
            guard let next = Self.best(more), next.evidence > best.evidence + Self.leastGain else { break }
            best = next
            isRicher = true
        }
        return isRicher ? pruned(best) : best
    }

    /// The best of the single trends.
    func bestSingle(_ cycles: [TermSet.Cycle]) -> Found? {
        let bounded = Self.bounded(cycles)
        let sets: [[TermSet.Trend]] = [
            [.constant, .matern12], [.level], [.constant, .matern32], [.slope], [.constant, .matern52], [.constant],
        ]
        var found: [Found] = []
        for trends in sets {
            let near = Self.best(found)
            if let next = fit(TermSet(trends: trends, cycles: bounded), from: near, iterations: 20) {
                found.append(next)
            }
        }
        return Self.best(found)
    }

    /// Trends that may explain what `trends` leave.
    private func additions(to trends: [TermSet.Trend]) -> [TermSet.Trend] {
        var more: [TermSet.Trend] = []
        if !trends.contains(.level) { more.append(.level) }
        if !trends.contains(.slope) { more.append(.slope) }
        if trends.count(where: \.hasLengthScale) < 2 { more += [.matern12, .matern32] }
        return more
    }

    /// Cycles with few harmonics, which the search then adds to.
    static func bounded(_ cycles: [TermSet.Cycle]) -> [TermSet.Cycle] {
        cycles.prefix(mostStates / 8).map { cycle in
            var cycle = cycle
            cycle.harmonics = min(cycle.harmonics, 2)
            return cycle
        }
    }

    /// Leaves out cycles that the evidence is better without, and tries other numbers of harmonics.
    private func pruned(_ found: Found) -> Found {
        var best = found
        for index in best.terms.cycles.indices.reversed() where !best.terms.cycles[index].isTold {
            var without = best.terms
            without.cycles.remove(at: index)
            guard let next = fit(without, from: best, iterations: 20) else { continue }
            if next.evidence >= best.evidence { best = next }
        }
        for index in best.terms.cycles.indices {
            // As many as the gaps bear, half or twice as many, and one more or less.
            for change: (Int) -> Int in [{ 2 * $0 }, { ($0 + 1) / 2 }, { $0 + 1 }, { $0 - 1 }] {
                while true {
                    var other = best.terms
                    let cycle = other.cycles[index]
                    // More than half a cycle per gap is an alias.
                    let most = max(1, Int(cycle.period / (2 * extent.gap)))
                    let harmonics = min(max(change(cycle.harmonics), 1), most)
                    guard harmonics != cycle.harmonics else { break }
                    other.cycles[index].harmonics = harmonics
                    guard other.size <= Self.mostStates, let next = fit(other, from: best, iterations: 15),
                        next.evidence > best.evidence
                    else { break }
                    best = next
                }
            }
        }
        return best
    }

    static func best(_ found: [Found]) -> Found? {
        found.indices.max { (found[$0].evidence, -$0) < (found[$1].evidence, -$1) }.map { found[$0] }
    }

    /// Fits `terms`, beginning with the numbers of `near` where it has the same terms.
    func fit(_ terms: TermSet, from near: Found?, iterations: Int, restarts: Int = 0) -> Found? {
        let usual = terms.model(extent, lengthScale: lengthScales[1], noise: 0.3)
        let prior = LikelihoodSearch.Prior(centers: usual.parameters, deviations: terms.priorDeviations(extent))
        let isOpen = terms.trends.contains { trend in
            trend.hasLengthScale && !(near?.terms.trends.contains(trend) ?? false)
        }
        var starts: [LinearModel] = []
        for scale in isOpen || near == nil ? lengthScales : [lengthScales[1]] {
            for noise in near == nil ? [0.3, 0.02] : [0.3] {
                let model = terms.model(extent, lengthScale: scale, noise: noise)
                starts.append(near.map { carry($0, to: terms, model) } ?? model)
            }
        }
        guard let fitted = search.maximize(starts, prior, iterations: iterations, restarts: restarts) else {
            return nil
        }
        return Found(terms: terms, fitted: fitted, evidence: fitted.evidence(rows: search.count))
    }

    /// Length scales from a few gaps to a third of the span.
    private var lengthScales: [Double] {
        let short = 3 * extent.gap
        let long = max(extent.span / 3, 2 * short)
        return [short, (short * long).squareRoot(), long]
    }

    /// `model` of `terms` with the numbers that `near` found for the terms that both have, and its noise.
    private func carry(_ near: Found, to terms: TermSet, _ model: LinearModel) -> LinearModel {
        var model = model
        let known = near.fitted.model
        var left = Array(near.terms.trends.enumerated())
        for (index, trend) in terms.trends.enumerated() {
            guard let place = left.firstIndex(where: { $0.element == trend }) else { continue }
            model.components[index].term = known.components[left[place].offset].term
            left.remove(at: place)
        }
        for (index, cycle) in terms.cycles.enumerated() {
            guard let place = near.terms.cycles.firstIndex(where: { abs($0.period / cycle.period - 1) < 1e-9 }),
                case .quasiPeriodic(let deviation, let period, let scale, _) =
                    known.components[near.terms.trends.count + place].term
            else { continue }
            model.components[terms.trends.count + index].term = .quasiPeriodic(
                deviation: deviation, period: period, lengthScale: scale, harmonics: cycle.harmonics)
        }
        model.noise = known.noise.map { max($0, Self.leastNoise) }
        model.means = known.means
        return model
    }
}
