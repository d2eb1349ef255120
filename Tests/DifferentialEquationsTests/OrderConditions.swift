/// The conditions Σᵢ bᵢ Φᵢ(tree) = 1/γ(tree) of a method, for its solution, its embedded solution and its dense output.
struct OrderConditions {
    /// Below nodes of one branch: a, or β = α + Γ of a Rosenbrock method. A row may stop before its trailing zeros.
    let single: [[Double]]
    /// Below other nodes: a, or α of a Rosenbrock method.
    let multiple: [[Double]]

    /// The conditions of a Runge–Kutta method, explicit or implicit.
    init(a: [[Double]]) {
        single = a
        multiple = a
    }

    /// The conditions of a Rosenbrock method with an exact Jacobian (Hairer, Wanner 1996, theorem IV.7.3).
    init(alpha: [[Double]], gamma: [[Double]]) {
        let stages = gamma.count
        func entry(_ matrix: [[Double]], _ i: Int, _ j: Int) -> Double { j < matrix[i].count ? matrix[i][j] : 0 }
        multiple = alpha
        single = (0..<stages).map { i in (0..<stages).map { entry(alpha, i, $0) + entry(gamma, i, $0) } }
    }

    /// The defect of one condition, Σᵢ bᵢ Φᵢ − θ^order/γ, and the size of the terms that it is the sum of.
    ///
    /// `size` is the same sum over the absolute values of all coefficients: what the coefficients' own rounding is relative to.
    func defect(_ tree: RootedTree, weights b: [Double], at theta: Double = 1) -> (value: Double, size: Double) {
        func absolute(_ m: [[Double]]) -> [[Double]] { m.map { $0.map { abs($0) } } }
        let terms = zip(b, tree.weights(stages: b.count, single: single, multiple: multiple)).map(*)
        let sizes = tree.weights(stages: b.count, single: absolute(single), multiple: absolute(multiple))
        var power = 1.0
        for _ in 0..<tree.order { power *= theta }
        let size = zip(b, sizes).reduce(0) { $0 + abs($1.0) * $1.1 }
        return (terms.reduce(0, +) - power / tree.density, size)
    }

    /// The greatest defect of all conditions up to `order`, in units of the last place of their size.
    func worst(order: Int, weights b: [Double], at theta: Double = 1) -> Double {
        (1...order).flatMap { RootedTree.all(order: $0) }.map {
            let (value, size) = defect($0, weights: b, at: theta)
            return abs(value) / size.ulp
        }.max() ?? 0
    }

    /// The greatest defect among the conditions of just `order`: the leading error coefficient, for a method of one order less.
    func leading(order: Int, weights b: [Double], at theta: Double = 1) -> Double {
        RootedTree.all(order: order).map { abs(defect($0, weights: b, at: theta).value) }.max() ?? 0
    }
}
