import TimeSeries

/// Finds the weights of a pool on values that were hidden from all members.
///
/// The weights of least ranked probability score, held towards equal ones among those members that are near the best: the fewer
/// independent values, the more. Then the same by bins of the lead, held towards those of all leads. A single simpler member takes
/// the place of the pool where the pool is no better beyond chance and by less than a hundredth.
struct PoolSearch {
    /// What is found for one variable and kind of question.
    struct Outcome {
        var weights: PoolWeights
        /// The kind that takes all, because nothing better is sure; `nil` for a pool.
        var tie: Int?
    }

    let forecasts: HiddenForecasts
    /// Which values are not independent, `(points)`.
    let clusters: [Int]

    /// Score, relative to the best, beyond which a member is left out.
    private static let farFromBest = 1.25
    private static let mostMembers = 6
    private static let leastWeight = 0.03
    private static let tieShare = 0.01
    private static let mostBins = 5
    private static let leastOfBin = 100
    private static let leastPoints = 20
    private static let leastClusters = 2
    /// A value whose least loss is this many times the mean counts no more than as many.
    private static let mostLoss = 10.0
    /// Values that are looked at; of more, every so manieth.
    private static let mostPoints = 8000

    /// The losses of the values in `points`, overall, by bin and by cluster.
    private struct Losses {
        var all: PoolLoss
        var bins: [PoolLoss]
        var clustersOfBin: [Set<Int>]
        var clusters: [Int: PoolLoss] = [:]
    }

    /// The loss of all of `points`, with values of wild loss held in, divided by the best member's: variables can be added.
    func relativeLoss(of points: [Int]) -> PoolLoss? {
        guard points.count >= 1 else { return nil }
        let losses = losses(of: Self.thinned(points), bins: [])
        let best = (0..<forecasts.kinds.count).map(losses.all.score(of:)).min() ?? 0
        guard best > 0 else { return nil }
        var sum = PoolLoss(members: forecasts.kinds.count)
        sum.add(losses.all, scale: best)
        return sum
    }

    /// The weights by the losses of all variables together, for those that have too few values of their own.
    func common(_ losses: [PoolLoss]) -> Outcome? {
        guard let first = losses.first else { return nil }
        var sum = PoolLoss(members: first.count)
        for loss in losses { sum.add(loss) }
        let allowed = near(sum)
        let equal = Self.equal(allowed, of: sum.count)
        let best = allowed.map(sum.score(of:)).min() ?? 1
        let weights = sum.weights(
            towards: equal, penalty: best / Double(max(Set(clusters).count, 1)), among: allowed)
        return Outcome(weights: PoolWeights(Self.pruned(weights)), tie: nil)
    }

    /// The weights for the values in `points`; `nil` where they are too few.
    func outcome(for points: [Int]) -> Outcome? {
        let count = forecasts.kinds.count
        let points = Self.thinned(points)
        guard points.count >= Self.leastPoints, Set(points.map { clusters[$0] }).count >= Self.leastClusters else {
            return nil
        }
        let bins = bins(of: points)
        let losses = losses(of: points, bins: bins)
        let allowed = near(losses.all)
        let best = allowed.map(losses.all.score(of:)).min() ?? 0
        let independent = Double(losses.clusters.count)
        let equal = Self.equal(allowed, of: count)
        func solve(_ allowed: [Int]) -> [Double] {
            losses.all.weights(towards: equal, penalty: best / independent, among: allowed)
        }
        var overall = Self.pruned(solve(allowed))
        let members = allowed.filter { overall[$0] > 0 }
        overall = solve(members)
        if let single = tie(with: overall, losses) {
            var weights = Array(repeating: 0.0, count: count)
            weights[single] = 1
            let isAlone = overall[single] < 0.999
            return Outcome(weights: PoolWeights(weights), tie: isAlone ? single : nil)
        }
        guard bins.count > 1 else { return Outcome(weights: PoolWeights(overall), tie: nil) }
        let nodes = bins.indices.map { bin in
            let loss = losses.bins[bin]
            let best = members.map(loss.score(of:)).min() ?? 0
            let penalty = 2 * best / Double(max(losses.clustersOfBin[bin].count, 1))
            return PoolWeights.Node(
                lead: bins[bin].center, weights: loss.weights(towards: overall, penalty: penalty, among: members))
        }
        return Outcome(weights: PoolWeights(nodes: nodes), tie: nil)
    }

    private static func thinned(_ points: [Int]) -> [Int] {
        let step = (points.count + mostPoints - 1) / mostPoints
        return step > 1 ? stride(from: 0, to: points.count, by: step).map { points[$0] } : points
    }

    private struct Bin {
        let center: Double
        let upper: Double
    }

    /// Bins of the lead with as many values each.
    private func bins(of points: [Int]) -> [Bin] {
        let leads = points.map { forecasts.points[$0].lead }.sorted()
        let count = min(Self.mostBins, leads.count / Self.leastOfBin)
        guard count > 1 else { return [] }
        var bins: [Bin] = []
        var begin = 0
        for index in 0..<count {
            var end = index == count - 1 ? leads.count : max((index + 1) * leads.count / count, begin)
            while end < leads.count, end > 0, leads[end] == leads[end - 1] { end += 1 }
            guard end > begin else { continue }
            bins.append(Bin(center: leads[(begin + end) / 2], upper: leads[end - 1]))
            begin = end
        }
        return bins
    }

    private func losses(of points: [Int], bins: [Bin]) -> Losses {
        let count = forecasts.kinds.count
        let empty = PoolLoss(members: count)
        var losses = Losses(
            all: empty, bins: Array(repeating: empty, count: bins.count),
            clustersOfBin: Array(repeating: [], count: bins.count))
        var terms: [(distances: [Double], pairs: [Double], least: Double)] = []
        terms.reserveCapacity(points.count)
        for point in points {
            let samples = (0..<count).map { forecasts.even($0, point) }
            let distances = samples.map { PoolLoss.distance($0, to: 0) }
            var pairs = Array(repeating: 0.0, count: count * count)
            for m in 0..<count {
                for l in m..<count {
                    let distance = PoolLoss.distance(samples[m], samples[l])
                    pairs[m * count + l] = distance
                    pairs[l * count + m] = distance
                }
            }
            let least = (0..<count).map { distances[$0] - 0.5 * pairs[$0 * count + $0] }.min() ?? 0
            terms.append((distances, pairs, least))
        }
        let mean = terms.reduce(0) { $0 + $1.least } / Double(max(terms.count, 1))
        for (point, term) in zip(points, terms) {
            let scale = mean > 0 ? max(1, term.least / mean / Self.mostLoss) : 1
            losses.all.add(distances: term.distances, pairs: term.pairs, scale: scale)
            losses.clusters[clusters[point], default: empty].add(
                distances: term.distances, pairs: term.pairs, scale: scale)
            guard let bin = bins.firstIndex(where: { forecasts.points[point].lead <= $0.upper }) else { continue }
            losses.bins[bin].add(distances: term.distances, pairs: term.pairs, scale: scale)
            losses.clustersOfBin[bin].insert(clusters[point])
        }
        return losses
    }

    /// The members that are near the best, one of those that say the same.
    private func near(_ loss: PoolLoss) -> [Int] {
        let scores = (0..<loss.count).map(loss.score(of:))
        let best = scores.min() ?? 0
        var distinct: [Int] = []
        for member in bySimplicity where scores[member] <= Self.farFromBest * best {
            if !distinct.contains(where: { loss.separation($0, member) <= 1e-9 * best }) { distinct.append(member) }
        }
        return distinct.sorted { (scores[$0], $0) < (scores[$1], $1) }.prefix(Self.mostMembers).sorted()
    }

    /// The members, those that learn least first.
    private var bySimplicity: [Int] {
        let kinds = forecasts.kinds
        return kinds.indices.sorted { (kinds[$0].complexity, $0) < (kinds[$1].complexity, $1) }
    }

    private static func equal(_ allowed: [Int], of count: Int) -> [Double] {
        var weights = Array(repeating: 0.0, count: count)
        for member in allowed { weights[member] = 1 / Double(allowed.count) }
        return weights
    }

    /// Small weights are none: what they add is not worth another member.
    private static func pruned(_ weights: [Double]) -> [Double] {
        let kept = weights.map { $0 < leastWeight ? 0 : $0 }
        let sum = kept.reduce(0, +)
        return sum > 0 ? kept.map { $0 / sum } : weights
    }

    /// The simplest member that is as good as the pool, as far as these values tell.
    private func tie(with weights: [Double], _ losses: Losses) -> Int? {
        let pool = losses.all.score(weights)
        let keys = losses.clusters.keys.sorted()
        for member in bySimplicity {
            let score = losses.all.score(of: member)
            if score <= pool { return member }
            guard score - pool < Self.tieShare * pool else { continue }
            // Differences by cluster, each counted by its values.
            let differences = keys.compactMap { key in
                losses.clusters[key].map { Double($0.forecasts) * ($0.score(of: member) - $0.score(weights)) }
            }
            let count = Double(differences.count)
            let mean = differences.reduce(0, +) / count
            let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
            if mean < (variance / count).squareRoot() { return member }
        }
        return nil
    }
}

extension ForecasterKind {
    /// Its place among the kinds by how much they learn: of two that are as good, the one of the lesser is used.
    var complexity: Int {
        if isSimpleRule { return 0 }
        return [ForecasterKind.regression, .stateSpace, .latentODE].firstIndex(of: self).map { $0 + 1 } ?? 4
    }
}
