/// The ridge regression whose penalties and base predict held-out parts best, all from the same sums of products.
///
/// Minimises Σ (y − xᵀβ)² + λ Σ dⱼ (βⱼ − bⱼ)² / sⱼ² (Hoerl, Kennard 1970), where b is the base that the coefficients are shrunk towards,
/// d the variance of a column, or 1 for values in scaled units, and s the scale of the column's group. A part is held out by taking its
/// sums from the total, so that trying a penalty costs one factorisation a part, whatever the number of rows.
struct RidgeSearch {
    /// What was found.
    struct Fit {
        /// The base, an index into the bases.
        var base: Int
        /// λ; infinite where nothing but the base and an intercept predicts best.
        var penalty: Double
        /// s of each group.
        var scales: [DesignColumn.Group: Double]
        /// Sums of squared errors on the parts held out, each by itself.
        var errors: [Double]
        /// Sum of squared errors of the best base with an intercept alone.
        var baseError: Double
        /// Sum of squared errors of each base, nothing added.
        var bases: [Double]
        /// β from all rows.
        var coefficients: [Double]
        /// β without each part.
        var heldOut: [[Double]]

        /// Sum of squared errors on the parts held out.
        var error: Double { errors.reduce(0, +) }
    }

    private let columns: [DesignColumn]
    private let bases: [[Double]]
    private let size: Int
    /// Sums of each part, and of all.
    private let parts: [[Double]]
    private let total: [Double]
    /// d of each column.
    private let weights: [Double]

    /// Penalties tried, largest first: the smaller of two must be better by `worth`. Those below 1 are tried as long as each is
    /// better than the one before.
    private static let penalties = [
        100_000.0, 30_000, 10_000, 3_000, 1_000, 300, 100, 30, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001,
    ]
    private static let worth = 0.9995

    /// - Parameter parts: sums over the rows of each part, the target behind the columns.
    init(_ parts: [NormalEquations], columns: [DesignColumn], bases: [[Int: Double]]) {
        self.columns = columns
        size = columns.count + 1
        self.parts = parts.map { $0.sums() }
        self.bases = bases.map { base in columns.indices.map { base[$0] ?? 0 } }
        var total = [Double](repeating: 0, count: size * size)
        for part in self.parts { for index in total.indices { total[index] += part[index] } }
        self.total = total
        let rows = max(total[0], 1)
        let size = size
        weights = columns.indices.map { j in
            if columns[j].group == .intercept { return 0 }
            if columns[j].isValue { return 1 }
            let mean = total[j] / rows
            let variance = total[j * size + j] / rows - mean * mean
            return variance > 1e-8 ? variance : 1
        }
    }

    /// Searches base, penalty and scales of the groups one after the other.
    ///
    /// - Complexity: some ninety factorisations of `columns` unknowns.
    func run() -> Fit {
        let left = parts.map { part in zip(total, part).map { $0 - $1 } }
        let base = bestBase(left)
        var best = base
        var scales: [DesignColumn.Group: Double] = [.own: 1, .others: 0.3, .random: 0.3]
        let groups = Set(columns.map(\.group))
        if !groups.contains(.others) { scales[.others] = 0 }
        if !groups.contains(.random) { scales[.random] = 0 }
        for penalty in Self.penalties {
            trial(penalty, scales, left, &best)
            if penalty <= 1, best.penalty != penalty { break }
        }
        for group in [DesignColumn.Group.others, .random] where groups.contains(group) {
            let found = best
            guard found.penalty.isFinite else { continue }
            for scale in [0, 0.1, 1] {
                var tried = found.scales
                tried[group] = scale
                for penalty in [3 * found.penalty, found.penalty, found.penalty / 3] {
                    trial(penalty, tried, left, &best)
                }
            }
        }
        if !isBetter(best, than: base) { best = base }
        best.coefficients = coefficients(total, best) ?? best.coefficients
        best.heldOut = left.map { coefficients($0, best) ?? best.coefficients }
        return best
    }

    /// Whether `fit` gains more on the parts held out than the standard error of its gain: what a few long series seem to show is
    /// often chance.
    private func isBetter(_ fit: Fit, than base: Fit) -> Bool {
        let gains = zip(base.errors, fit.errors).map { $0 - $1 }
        let gain = gains.reduce(0, +)
        let count = Double(gains.count)
        let variance = gains.reduce(0) { $0 + ($1 - gain / count) * ($1 - gain / count) } / (count - 1)
        return gain > (count * variance).squareRoot()
    }

    /// The base that is best with an intercept alone.
    private func bestBase(_ left: [[Double]]) -> Fit {
        var best = Fit(
            base: 0, penalty: .infinity, scales: [.own: 1, .others: 0, .random: 0], errors: [.infinity],
            baseError: .infinity, bases: bases.map { squares($0, on: total) }, coefficients: [], heldOut: [])
        for base in bases.indices {
            let errors = parts.indices.map { squares(baseAlone(base, left[$0]), on: parts[$0]) }
            if errors.reduce(0, +) < best.error {
                best.errors = errors
                best.base = base
                best.coefficients = baseAlone(base, total)
            }
        }
        best.baseError = best.error
        return best
    }

    private func baseAlone(_ base: Int, _ sums: [Double]) -> [Double] {
        var beta = bases[base]
        let difference = beta.indices.reduce(sums[size - 1]) { $0 - beta[$1] * sums[$1] }
        beta[0] += sums[0] > 0 ? difference / sums[0] : 0
        return beta
    }

    /// Tries a penalty with every base.
    private func trial(
        _ penalty: Double, _ scales: [DesignColumn.Group: Double], _ left: [[Double]], _ best: inout Fit
    ) {
        var errors = [[Double]](repeating: Array(repeating: 0, count: parts.count), count: bases.count)
        let used = usedColumns(scales)
        for part in parts.indices {
            guard let factor = factor(left[part], used, penalty, scales) else { return }
            for base in bases.indices {
                errors[base][part] = squares(solve(factor, left[part], used, scales, base), on: parts[part])
            }
        }
        for base in bases.indices where errors[base].reduce(0, +) < Self.worth * best.error {
            best.base = base
            best.penalty = penalty
            best.scales = scales
            best.errors = errors[base]
        }
    }

    private func coefficients(_ sums: [Double], _ fit: Fit) -> [Double]? {
        guard fit.penalty.isFinite else { return baseAlone(fit.base, sums) }
        let used = usedColumns(fit.scales)
        guard let factor = factor(sums, used, fit.penalty, fit.scales) else { return nil }
        return solve(factor, sums, used, fit.scales, fit.base)
    }

    private func usedColumns(_ scales: [DesignColumn.Group: Double]) -> [Int] {
        columns.indices.filter { scales[columns[$0].group] ?? 1 > 0 }
    }

    private func factor(
        _ sums: [Double], _ used: [Int], _ penalty: Double, _ scales: [DesignColumn.Group: Double]
    ) -> SymmetricFactor? {
        var matrix = [Double](repeating: 0, count: used.count * used.count)
        for (a, i) in used.enumerated() {
            let scale = scales[columns[i].group] ?? 1
            for b in 0...a {
                let j = used[b]
                matrix[a * used.count + b] = scale * (scales[columns[j].group] ?? 1) * sums[i * size + j]
            }
            matrix[a * used.count + a] += penalty * weights[i] + 1e-10 * (1 + sums[0])
        }
        return SymmetricFactor(matrix, size: used.count)
    }

    private func solve(
        _ factor: SymmetricFactor, _ sums: [Double], _ used: [Int], _ scales: [DesignColumn.Group: Double], _ base: Int
    ) -> [Double] {
        let start = bases[base]
        let nonzero = start.indices.filter { start[$0] != 0 }
        let moments = used.map { i -> Double in
            let image = nonzero.reduce(0) { $0 + sums[i * size + $1] * start[$1] }
            return (scales[columns[i].group] ?? 1) * (sums[i * size + size - 1] - image)
        }
        var beta = start
        for (i, change) in zip(used, factor.solve(moments)) { beta[i] += (scales[columns[i].group] ?? 1) * change }
        return beta
    }

    /// Σ (y − xᵀβ)² over the rows of `sums`.
    private func squares(_ beta: [Double], on sums: [Double]) -> Double {
        sums.withUnsafeBufferPointer { sums in
            var error = sums[size * size - 1]
            for i in beta.indices where beta[i] != 0 {
                var image = 0.0
                for j in beta.indices { image += sums[i * size + j] * beta[j] }
                error += beta[i] * (image - 2 * sums[i * size + size - 1])
            }
            return max(error, 0)
        }
    }
}
