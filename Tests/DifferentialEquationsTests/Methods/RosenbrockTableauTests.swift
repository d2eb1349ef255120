import DifferentialEquations
import Foundation
import Testing

/// A Rosenbrock method in its first form, k = f(y + h Σ αk) + hJ Σ Γk, from the form of the table (Hairer, Wanner 1996, IV.7).
private struct FirstForm {
    let conditions: OrderConditions
    private let tableau: RosenbrockTableau
    private let gamma: [[Double]]
    private let gammaSize: [[Double]]

    init(_ tableau: RosenbrockTableau) {
        self.tableau = tableau
        let n = tableau.stages
        /// Γ = (I/γ − C)⁻¹.
        func inverse(_ coupling: [[Double]]) -> [[Double]] {
            var result = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
            for i in 0..<n {
                for column in 0...i {
                    var sum = i == column ? 1.0 : 0
                    for (j, value) in coupling[i].enumerated() { sum += value * result[j][column] }
                    result[i][column] = sum * tableau.diagonal
                }
            }
            return result
        }
        gamma = inverse(tableau.coupling)
        gammaSize = inverse(tableau.coupling.map { $0.map { abs($0) } })
        let alpha = tableau.a.map { [gamma] in Self.product($0, gamma) }
        let alphaSize = tableau.a.map { [gammaSize] in Self.product($0.map { abs($0) }, gammaSize) }
        conditions = OrderConditions(alpha: alpha, gamma: gamma, sizes: (alphaSize, gammaSize))
    }

    private static func product(_ row: [Double], _ matrix: [[Double]]) -> [Double] {
        matrix.indices.map { column in
            row.enumerated().reduce(0) { $0 + $1.element * matrix[$1.offset][column] }
        }
    }

    /// Weights of the stages k from those of the increments u.
    func weights(_ m: [Double]) -> [Double] { Self.product(m, gamma) }

    /// What they are sums of, in absolute value.
    func sizes(_ m: [Double]) -> [Double] { Self.product(m.map { abs($0) }, gammaSize) }

    /// Weights of the increments in y(θ) − y₀, and what they are sums of.
    func dense(at theta: Double) -> (weights: [Double], sizes: [Double]) {
        let t = tableau
        func polynomial(_ m: Double, _ h: [Double]) -> Double {
            theta * (m + (1 - theta) * (h[0] + theta * (h[1] + theta * h[2])))
        }
        let weights = t.m.indices.map { i in polynomial(t.m[i], t.dense.map { $0[i] }) }
        let sizes = t.m.indices.map { i in polynomial(abs(t.m[i]), t.dense.map { abs($0[i]) }) }
        return (Self.product(weights, gamma), Self.product(sizes, gammaSize))
    }

    /// Σ αᵢⱼ and Σ Γᵢⱼ less the table's c and d, in units of the last place of what they are sums of.
    var rowSumDefects: [Double] {
        (0..<tableau.stages).flatMap { i in
            let alpha = conditions.multiple[i].reduce(0, +) - tableau.c[i]
            let alphaSize = Self.product(tableau.a[i].map { abs($0) }, gammaSize).reduce(0, +)
            let gamma = gamma[i].reduce(0, +) - tableau.d[i]
            return [abs(alpha) / max(alphaSize, 1).ulp, abs(gamma) / gammaSize[i].reduce(0, +).ulp]
        }
    }
}

private let tableaus = [RosenbrockTableau.rodas5P]

extension RosenbrockTableau: CustomTestStringConvertible {
    public var testDescription: String { name }
}

@Suite struct RosenbrockTableauTests {
    @Test(arguments: tableaus) func rowSumsAreNodes(tableau: RosenbrockTableau) {
        for defect in FirstForm(tableau).rowSumDefects { #expect(defect <= 10) }
    }

    @Test(arguments: tableaus) func orderConditionsHold(tableau: RosenbrockTableau) {
        let form = FirstForm(tableau)
        let b = form.weights(tableau.m)
        #expect(form.conditions.worst(order: tableau.order, weights: b, weightSizes: form.sizes(tableau.m)) <= 10)
        #expect(form.conditions.leading(order: tableau.order + 1, weights: b) > 1e-6)
    }

    @Test(arguments: tableaus) func embeddedOrderConditionsHold(tableau: RosenbrockTableau) {
        let form = FirstForm(tableau)
        let m = zip(tableau.m, tableau.error).map { $0 - $1 }
        let weights = form.weights(m)
        #expect(form.conditions.worst(order: tableau.embeddedOrder, weights: weights, weightSizes: form.sizes(m)) <= 10)
        #expect(form.conditions.leading(order: tableau.embeddedOrder + 1, weights: weights) > 1e-6)
    }

    @Test(arguments: tableaus) func denseOutputMeetsItsOrder(tableau: RosenbrockTableau) {
        let form = FirstForm(tableau)
        for theta in [0.1, 0.37, 0.5, 0.9, 1] {
            let (weights, sizes) = form.dense(at: theta)
            let order = tableau.denseOrder
            #expect(form.conditions.worst(order: order, weights: weights, weightSizes: sizes, at: theta) <= 10)
        }
    }

    /// On linear equations with constant coefficients the order is one more: the condition of the tallest tree holds.
    @Test func rodas5PIsOfOrderSixOnLinearEquations() throws {
        let form = FirstForm(.rodas5P)
        let m = RosenbrockTableau.rodas5P.m
        let tall = (1..<6).reduce(RootedTree()) { tree, _ in RootedTree(children: [tree]) }
        let (value, size) = form.conditions.defect(tall, weights: form.weights(m), weightSizes: form.sizes(m))
        #expect(abs(value) <= 10 * size.ulp)
        #expect(abs(value) < 1e-8)
    }

    /// The stability function, with β = α + Γ in place of a, vanishes at −∞ and is at most 1 on the imaginary axis.
    @Test(arguments: tableaus) func isLStable(tableau: RosenbrockTableau) {
        let form = FirstForm(tableau)
        let beta = form.conditions.single
        let b = form.weights(tableau.m)
        for exponent in stride(from: -2.0, through: 4, by: 0.05) {
            let z = Complex(0, pow(10, exponent))
            #expect(stability(a: beta, b: b, at: z).size <= 1 + 1e-10, "z = \(z)")
        }
        #expect(stability(a: beta, b: b, at: Complex(-1e8, 0)).size < 1e-6)
    }
}
