/// A rooted tree, by the subtrees at its root.
struct RootedTree: Hashable, Sendable {
    /// Subtrees at the root.
    let children: [RootedTree]
    /// Number of nodes.
    let order: Int
    /// γ: the product over all nodes of the order of the tree above each.
    let density: Double

    init(children: [RootedTree] = []) {
        self.children = children
        let nodes = 1 + children.reduce(0) { $0 + $1.order }
        order = nodes
        density = Double(nodes) * children.reduce(1) { $0 * $1.density }
    }

    /// Elementary weight Φ of each stage: the product over the root's subtrees of Σⱼ mᵢⱼ Φⱼ(subtree), where m is `single`
    /// below a node of one branch and `multiple` below others.
    ///
    /// For a Runge–Kutta method both are a; for a Rosenbrock method they are β and α (Hairer, Wanner 1996, IV.7).
    func weights(stages: Int, single: [[Double]], multiple: [[Double]]) -> [Double] {
        let matrix = children.count == 1 ? single : multiple
        var result = [Double](repeating: 1, count: stages)
        for child in children {
            let inner = child.weights(stages: stages, single: single, multiple: multiple)
            for stage in result.indices {
                result[stage] *= zip(matrix[stage], inner).reduce(0) { $0 + $1.0 * $1.1 }
            }
        }
        return result
    }

    /// All trees of `order` nodes, subtrees in ascending order so that each appears once.
    static func all(order: Int) -> [RootedTree] { forests[order] }

    /// The trees of up to nine nodes by their number of nodes.
    private static let forests: [[RootedTree]] = {
        var known: [[RootedTree]] = [[], [RootedTree()]]
        for size in 2...9 {
            var found: [RootedTree] = []
            func extend(_ chosen: [RootedTree], rest: Int, from: (Int, Int)) {
                if rest == 0 {
                    found.append(RootedTree(children: chosen))
                    return
                }
                for part in stride(from: from.0, through: rest, by: 1) {
                    for (index, tree) in known[part].enumerated() where part > from.0 || index >= from.1 {
                        extend(chosen + [tree], rest: rest - part, from: (part, index))
                    }
                }
            }
            extend([], rest: size - 1, from: (1, 0))
            known.append(found)
        }
        return known
    }()
}
