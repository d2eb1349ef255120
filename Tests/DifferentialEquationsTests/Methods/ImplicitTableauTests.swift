import DifferentialEquations
import Foundation
import Testing

private let tableaus = [ImplicitTableau.kvaerno32, .kvaerno54]

extension ImplicitTableau: CustomTestStringConvertible {
    public var testDescription: String { name }
}

@Suite struct ImplicitTableauTests {
    @Test(arguments: tableaus) func rowSumsAreNodes(tableau: ImplicitTableau) {
        for (row, node) in zip(tableau.matrix, tableau.c) {
            let size = row.reduce(0) { max($0, abs($1)) }
            #expect(abs(row.reduce(0, +) - node) <= 10 * size.ulp)
        }
        #expect(tableau.c.last.map { abs($0 - 1) < 1e-14 } == true)
    }

    @Test(arguments: tableaus) func orderConditionsHold(tableau: ImplicitTableau) {
        let conditions = OrderConditions(a: tableau.matrix)
        let b = tableau.matrix[tableau.stages - 1]
        #expect(conditions.worst(order: tableau.order, weights: b) <= 10)
        #expect(conditions.leading(order: tableau.order + 1, weights: b) > 1e-6)
    }

    @Test(arguments: tableaus) func embeddedOrderConditionsHold(tableau: ImplicitTableau) {
        let conditions = OrderConditions(a: tableau.matrix)
        let weights = zip(tableau.matrix[tableau.stages - 1], tableau.error).map { $0 - $1 }
        #expect(conditions.worst(order: tableau.embeddedOrder, weights: weights) <= 10)
        #expect(conditions.leading(order: tableau.embeddedOrder + 1, weights: weights) > 1e-6)
    }

    @Test(arguments: tableaus) func denseOutputMeetsItsOrder(tableau: ImplicitTableau) {
        let conditions = OrderConditions(a: tableau.matrix)
        for theta in [0.1, 0.37, 0.5, 0.9, 1] {
            let weights = denseWeights(tableau.dense, at: theta)
            let sizes = denseWeights(tableau.dense.map { $0.map { abs($0) } }, at: theta)
            #expect(
                conditions.worst(order: tableau.denseOrder, weights: weights, weightSizes: sizes, at: theta) <= 10)
        }
    }

    /// The weights are those that golden/kvaerno_dense.py makes.
    @Test(arguments: tableaus) func denseOutputStaysBoundedForStiffEquations(tableau: ImplicitTableau) {
        for theta in [0.1, 0.37, 0.5, 0.9] {
            let weights = denseWeights(tableau.dense, at: theta)
            for z in [-1e2, -1e4, -1e6] {
                #expect(stability(a: tableau.matrix, b: weights, at: Complex(z)).size < 1)
            }
        }
    }

    private func denseWeights(_ dense: [[Double]], at theta: Double) -> [Double] {
        var weights = [Double](repeating: 0, count: dense[0].count)
        var power = 1.0
        for row in dense {
            power *= theta
            for stage in row.indices { weights[stage] += row[stage] * power }
        }
        return weights
    }

    /// The stability function vanishes at −∞ and is at most 1 on the imaginary axis.
    @Test(arguments: tableaus) func isLStable(tableau: ImplicitTableau) {
        let b = tableau.matrix[tableau.stages - 1]
        for exponent in stride(from: -2.0, through: 4, by: 0.05) {
            let z = Complex(0, pow(10, exponent))
            #expect(stability(a: tableau.matrix, b: b, at: z).size <= 1 + 1e-12, "z = \(z)")
        }
        #expect(stability(a: tableau.matrix, b: b, at: Complex(-1e8, 0)).size < 1e-6)
    }
}
