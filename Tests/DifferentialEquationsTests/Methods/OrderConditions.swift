/// The conditions Σᵢ bᵢ Φᵢ(tree) = 1/γ(tree) of a method, for its solution, its embedded solution and its dense output.
struct OrderConditions {
    /// Below nodes of one branch: a, or β = α + Γ of a Rosenbrock method. A row may stop before its trailing zeros.
    let single: [[Double]]
    /// Below other nodes: a, or α of a Rosenbrock method.
    let multiple: [[Double]]
    /// What the entries of `single` and `multiple` are sums of, in absolute value.
    private let sizes: (single: [[Double]], multiple: [[Double]])

    /// The conditions of a Runge–Kutta method, explicit or implicit.
    init(a: [[Double]]) {
        single = a
        multiple = a
        let size = a.map { $0.map { abs($0) } }
        sizes = (size, size)
    }

    /// The conditions of a Rosenbrock method with an exact Jacobian (Hairer, Wanner 1996, theorem IV.7.3).
    ///
    /// - Parameter sizes: what the entries of α and Γ are sums of, in absolute value. Matrices are whole.
    init(alpha: [[Double]], gamma: [[Double]], sizes: (alpha: [[Double]], gamma: [[Double]])) {
        func sum(_ x: [[Double]], _ y: [[Double]]) -> [[Double]] { zip(x, y).map { zip($0, $1).map(+) } }
        multiple = alpha
        single = sum(alpha, gamma)
        self.sizes = (sum(sizes.alpha, sizes.gamma), sizes.alpha)
    }

    /// The defect of one condition, Σᵢ bᵢ Φᵢ − θ^order/γ, and the size of the terms that it is the sum of.
    ///
    /// `size` is the same sum over absolute values: what the rounding of the coefficients, and of sums that made them, is
    /// relative to. `weightSizes` are what the weights are sums of, the weights themselves by default.
    func defect(
        _ tree: RootedTree, weights b: [Double], weightSizes: [Double]? = nil, at theta: Double = 1
    ) -> (value: Double, size: Double) {
        let terms = zip(b, tree.weights(stages: b.count, single: single, multiple: multiple)).map(*)
        let whole = tree.weights(stages: b.count, single: sizes.single, multiple: sizes.multiple)
        var power = 1.0
        for _ in 0..<tree.order { power *= theta }
        let size = zip(weightSizes ?? b, whole).reduce(0) { $0 + abs($1.0) * $1.1 }
        return (terms.reduce(0, +) - power / tree.density, size)
    }

    /// The greatest defect of all conditions up to `order`, in units of the last place of their size.
    func worst(order: Int, weights b: [Double], weightSizes: [Double]? = nil, at theta: Double = 1) -> Double {
        (1...order).flatMap { RootedTree.all(order: $0) }.map {
            let (value, size) = defect($0, weights: b, weightSizes: weightSizes, at: theta)
            return abs(value) / size.ulp
        }.max() ?? 0
    }

    /// The greatest defect among the conditions of just `order`: the leading error coefficient, for a method of one order less.
    func leading(order: Int, weights b: [Double], at theta: Double = 1) -> Double {
        RootedTree.all(order: order).map { abs(defect($0, weights: b, at: theta).value) }.max() ?? 0
    }
}
