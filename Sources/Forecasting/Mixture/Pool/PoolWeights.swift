import Foundation
import TimeSeries

/// Weights of the members of a pool by lead: given at a few leads, linear in the logarithm of the lead between them.
struct PoolWeights: Codable, Sendable, Hashable {
    /// The weights at one lead.
    struct Node: Codable, Sendable, Hashable {
        /// Time ahead: seconds, or the data's own unit.
        var lead: Double
        /// One for each member, not negative, with sum 1.
        var weights: [Double]
    }

    /// Ascending in the lead, one at least; the outermost hold beyond.
    let nodes: [Node]

    /// The same weights at every lead.
    init(_ weights: [Double]) { nodes = [Node(lead: 0, weights: weights)] }

    /// Weights at several leads, one at least.
    init(nodes: [Node]) {
        precondition(!nodes.isEmpty, "no weights")
        self.nodes = nodes
    }

    /// The weights at `lead`, `(members)`.
    func weights(at lead: Double) -> [Double] {
        let high = nodes.partitionPoint { $0.lead >= lead }
        if high == 0 { return nodes[0].weights }
        if high == nodes.count { return nodes[high - 1].weights }
        let (a, b) = (nodes[high - 1], nodes[high])
        guard a.lead > 0 else { return b.weights }
        let share = log(lead / a.lead) / log(b.lead / a.lead)
        return zip(a.weights, b.weights).map { $0 + share * ($1 - $0) }
    }

    /// The mean weight of each member over the nodes.
    var mean: [Double] {
        nodes[0].weights.indices.map { member in
            nodes.reduce(0) { $0 + $1.weights[member] } / Double(nodes.count)
        }
    }

    /// The weights of the members in `kept` alone, in that order, with sum 1 again.
    func restricted(to kept: [Int]) -> PoolWeights {
        PoolWeights(
            nodes: nodes.map { node in
                let weights = kept.map { node.weights[$0] }
                let sum = weights.reduce(0, +)
                return Node(
                    lead: node.lead,
                    weights: sum > 0 ? weights.map { $0 / sum } : weights.map { _ in 1 / Double(weights.count) })
            })
    }
}
