import Foundation

extension LevelMap {
    /// Least levels that stay between 0 and 1.
    private static let edge = 1e-4
    /// Share of all values over which levels are to be as good as the best rate's.
    private static let localShare = 0.25

    /// Levels that follow the values in the order of time, at each lead with the weights of a kernel over leads.
    ///
    /// Where the errors of a long series grow or shrink with time, levels of all values together are late.
    ///
    /// - Parameters:
    ///   - ranks: at least one, of positive leads.
    ///   - span: as for ``init(_:span:prior:)``.
    /// - Complexity: O(nodes × levels × n).
    init(following ranks: [Rank], span: Double) {
        let (centers, bandwidth, longest) = Self.centers(of: ranks)
        let inOrder = ranks.sorted { ($0.known, $0.cluster, $0.lead) < ($1.known, $1.cluster, $1.lead) }
        self.init(
            nodes: centers.map { center in
                let weights = inOrder.map { $0.kernel(at: center, bandwidth) }
                let independent = Self.independent(inOrder, weights, span: span, at: center)
                let step = independent / max(weights.reduce(0, +), 1e-300)
                let levels = Self.wanted.map { wanted in
                    var adaptive = AdaptiveLevel(wanted: wanted, local: max(Self.localShare * independent, 1))
                    for (rank, weight) in zip(inOrder, weights) where weight > 1e-6 {
                        adaptive.add(rank.level, step: min(step * weight, 1))
                    }
                    return min(max(adaptive.level, Self.edge), 1 - Self.edge)
                }
                return Node(lead: center, levels: levels.sorted())
            }, longest: longest, isAdaptive: true)
    }
}
