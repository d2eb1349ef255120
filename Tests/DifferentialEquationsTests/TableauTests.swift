import DifferentialEquations
import Testing

/// A rooted tree, by the subtrees at its root.
private struct RootedTree: Hashable {
    var children: [RootedTree]

    var order: Int { 1 + children.reduce(0) { $0 + $1.order } }
    var density: Double { Double(order) * children.reduce(1) { $0 * $1.density } }

    /// Elementary weight of each stage: Π over children of Σⱼ aᵢⱼ Φⱼ(child).
    func weights(_ tableau: Tableau) -> [Double] {
        var result = [Double](repeating: 1, count: tableau.allStages)
        let rows = tableau.a + tableau.denseStages
        for child in children {
            let inner = child.weights(tableau)
            for stage in result.indices {
                result[stage] *= zip(rows[stage], inner).reduce(0) { $0 + $1.0 * $1.1 }
            }
        }
        return result
    }

    /// All trees of `order` nodes, subtrees in ascending order so that each appears once.
    static func all(order: Int) -> [RootedTree] {
        var known: [[RootedTree]] = [[], [RootedTree(children: [])]]
        for size in stride(from: 2, through: order, by: 1) {
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
        return known[order]
    }
}

@Suite struct TableauTests {
    @Test func treesAreCountedAsByCayley() {
        #expect((1...8).map { RootedTree.all(order: $0).count } == [1, 1, 2, 4, 9, 20, 48, 115])
    }

    @Test(arguments: ExplicitMethod.allCases) func rowSumsAreNodes(method: ExplicitMethod) {
        let tableau = method.tableau
        let nodes = tableau.c + tableau.denseNodes
        for (row, node) in zip(tableau.a + tableau.denseStages, nodes) { #expect(abs(row.reduce(0, +) - node) < 2e-14) }
    }

    @Test(arguments: ExplicitMethod.allCases) func orderConditionsHold(method: ExplicitMethod) {
        let tableau = method.tableau
        for order in 1...tableau.order {
            for tree in RootedTree.all(order: order) {
                let terms = zip(tableau.b, tree.weights(tableau)).map(*)
                let size = terms.reduce(0) { $0 + abs($1) }
                // Ten units in the last place of the largest partial sum.
                #expect(abs(terms.reduce(0, +) - 1 / tree.density) < 10 * max(size, 1).ulp * 8, "order \(order)")
            }
        }
    }

    @Test(arguments: ExplicitMethod.allCases) func embeddedOrderConditionsHold(method: ExplicitMethod) {
        let tableau = method.tableau
        guard let embedded = tableau.embeddedOrder else { return #expect(tableau.error.isEmpty) }
        expectOrder(embedded, of: tableau, minus: tableau.error)
        #expect(tableau.errorPower == (tableau.secondError.isEmpty ? embedded + 1 : tableau.order))
    }

    @Test func theSecondEstimateOfDop853IsOfOrderThree() {
        let tableau = Tableau.dormandPrince853
        expectOrder(3, of: tableau, minus: tableau.secondError)
    }

    /// The weights b − `difference` are of exactly `order`.
    private func expectOrder(_ order: Int, of tableau: Tableau, minus difference: [Double]) {
        let embeddedWeights = zip(tableau.b, difference).map { $0 - $1 }
        func defect(_ tree: RootedTree) -> Double {
            abs(zip(embeddedWeights, tree.weights(tableau)).map(*).reduce(0, +) - 1 / tree.density)
        }
        for order in 1...order {
            for tree in RootedTree.all(order: order) { #expect(defect(tree) < 1e-13, "order \(order)") }
        }
        #expect(RootedTree.all(order: order + 1).contains { defect($0) > 1e-4 })
    }

    @Test(arguments: ExplicitMethod.allCases) func denseOutputMeetsItsOrder(method: ExplicitMethod) {
        let tableau = method.tableau
        for theta in [0.1, 0.37, 0.5, 0.9, 1] {
            let weights = tableau.denseWeights(at: theta)
            for order in 1...tableau.denseOrder {
                var thetaPower = 1.0
                for _ in 0..<order { thetaPower *= theta }
                for tree in RootedTree.all(order: order) {
                    let sum = zip(weights, tree.weights(tableau)).map(*).reduce(0, +)
                    #expect(abs(sum - thetaPower / tree.density) < 1e-12, "θ = \(theta), order \(order)")
                }
            }
        }
    }

    /// At the ends of a step the interpolant has the values of the step, and at its start the slope.
    @Test(arguments: ExplicitMethod.allCases) func denseOutputMeetsTheEndsOfAStep(method: ExplicitMethod) {
        let tableau = method.tableau
        let end = tableau.denseWeights(at: 1)
        for stage in end.indices {
            let weight = stage < tableau.stages ? tableau.b[stage] : 0
            #expect(abs(end[stage] - weight) < 1e-13)
        }
        let h = 1e-6
        for stage in end.indices {
            let slope = tableau.denseWeights(at: h)[stage] / h
            #expect(abs(slope - (stage == 0 ? 1 : 0)) < 1e-3)
        }
    }
}
