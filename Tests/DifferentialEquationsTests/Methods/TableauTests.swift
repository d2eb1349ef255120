import DifferentialEquations
import Testing

private let tableaus = ExplicitMethod.allCases.map(\.tableau)

extension Tableau {
    /// The conditions on all stages, those for dense output included.
    fileprivate var conditions: OrderConditions { OrderConditions(a: a + denseStages) }

    /// Weights, zero for the stages of dense output.
    fileprivate func padded(_ weights: [Double]) -> [Double] {
        weights + [Double](repeating: 0, count: allStages - weights.count)
    }

    /// b − `difference`.
    fileprivate func embedded(_ difference: [Double]) -> [Double] { padded(zip(b, difference).map { $0 - $1 }) }
}

extension Tableau: CustomTestStringConvertible {
    public var testDescription: String { name }
}

@Suite struct TableauTests {
    @Test func treesAreCountedAsByCayley() {
        #expect((1...9).map { RootedTree.all(order: $0).count } == [1, 1, 2, 4, 9, 20, 48, 115, 286])
    }

    @Test func aWrongDigitIsNoticed() {
        let tableau = Tableau.dormandPrince54
        for (i, row) in tableau.a.enumerated() {
            for (j, value) in row.enumerated() where value != 0 {
                var a = tableau.a
                a[i][j] *= 1 + 2e-13
                #expect(OrderConditions(a: a).worst(order: 5, weights: (a.last ?? []) + [0]) > 10, "a[\(i)][\(j)]")
            }
        }
    }

    @Test(arguments: tableaus) func rowSumsAreNodes(tableau: Tableau) {
        let nodes = tableau.c + tableau.denseNodes
        for (row, node) in zip(tableau.a + tableau.denseStages, nodes) {
            let size = row.reduce(0) { max($0, abs($1)) }
            #expect(abs(row.reduce(0, +) - node) <= 10 * size.ulp)
        }
    }

    @Test(arguments: tableaus) func orderConditionsHold(tableau: Tableau) {
        let weights = tableau.padded(tableau.b)
        #expect(tableau.conditions.worst(order: tableau.order, weights: weights) <= 10)
        #expect(tableau.conditions.leading(order: tableau.order + 1, weights: weights) > 1e-7)
    }

    @Test(arguments: tableaus) func embeddedOrderConditionsHold(tableau: Tableau) {
        guard let order = tableau.embeddedOrder else { return #expect(tableau.error.isEmpty) }
        let weights = tableau.embedded(tableau.error)
        #expect(tableau.conditions.worst(order: order, weights: weights) <= 10)
        #expect(tableau.conditions.leading(order: order + 1, weights: weights) > 1e-6)
        #expect(tableau.errorPower == (tableau.secondError.isEmpty ? order + 1 : tableau.order))
    }

    @Test func theSecondEstimateOfDop853IsOfOrderThree() {
        let tableau = Tableau.dormandPrince853
        let weights = tableau.embedded(tableau.secondError)
        #expect(tableau.conditions.worst(order: 3, weights: weights) <= 10)
        #expect(tableau.conditions.leading(order: 4, weights: weights) > 1e-4)
    }

    @Test(arguments: tableaus) func denseOutputMeetsItsOrder(tableau: Tableau) {
        let conditions = tableau.conditions
        for theta in [0.1, 0.37, 0.5, 0.9, 1] {
            let weights = tableau.denseWeights(at: theta)
            // The weights themselves are sums that cancel.
            let size = tableau.dense.joined().reduce(0) { max($0, abs($1)) } * theta
            for tree in (1...tableau.denseOrder).flatMap({ RootedTree.all(order: $0) }) {
                let (value, terms) = conditions.defect(tree, weights: weights, at: theta)
                #expect(abs(value) <= 10 * max(size, terms).ulp, "θ = \(theta), order \(tree.order)")
            }
        }
    }

    /// At the ends of a step the interpolant has the values of the step, and at its start the slope.
    @Test(arguments: tableaus) func denseOutputMeetsTheEndsOfAStep(tableau: Tableau) {
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
