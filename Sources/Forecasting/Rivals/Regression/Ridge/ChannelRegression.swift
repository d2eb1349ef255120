/// A fitted regression of one channel: coefficients, and the distribution of its errors.
struct ChannelRegression: Codable, Sendable {
    /// What the coefficients were shrunk towards.
    let base: String
    /// λ; `nil` where the base alone predicts best.
    let penalty: Double?
    /// Scale of the columns of other channels and covariates; 0 where they are left out.
    let othersScale: Double
    /// Rows learned from.
    let rows: Int
    /// Root of the mean of squared errors on parts held out, in scaled units.
    let error: Double
    /// The same of the base alone.
    let baseError: Double
    /// Mean squared errors of last value and mean, in scaled units.
    let ruleErrors: [String: Double]
    let residuals: ResidualModel
    /// Coefficients, `(columns + random features)`.
    var coefficients: [Float] = []
    /// The random features; `nil` where they did not help.
    var random: RandomFeatures?
    /// Names and shares of the columns that move predictions most.
    let strongest: [Effect]
    /// Normal scores of errors on parts held out, for what channels have in common; not stored.
    var scores: [PathCoupling.Score] = []

    /// Errors that have scores, at most.
    private static let mostScores = 20_000

    /// A column's part in the predictions.
    struct Effect: Codable, Sendable, Equatable {
        let name: String
        /// Coefficient times the column's standard deviation, in scaled units.
        let size: Double
    }

    private enum CodingKeys: String, CodingKey {
        case base, penalty, othersScale, rows, error, baseError, ruleErrors, residuals, strongest
    }

    /// Rows that a regression needs.
    static let leastRows = 8

    /// Fits `rows` of series that cover the time `covered` together, with `features` random features where they make the error on held-out parts smaller; `nil` where there are
    /// too few rows.
    ///
    /// - Complexity: O(rows · columns² + columns³).
    static func fit(_ rows: some DesignRows, features: Int, seed: UInt64, clock: LeadClock, covered: Double)
        -> ChannelRegression?
    {
        guard rows.count >= leastRows else { return nil }
        let plain = Self.search(rows)
        guard features > 0 else { return ChannelRegression(rows, plain.fit, plain.total, nil, clock, covered) }
        let random = RandomFeatures(rows, count: features, seed: seed)
        let extended = ExtendedRows(rows, random)
        let wide = Self.search(extended)
        guard wide.fit.error < 0.998 * plain.fit.error, wide.fit.scales[.random] ?? 0 > 0 else {
            return ChannelRegression(rows, plain.fit, plain.total, nil, clock, covered)
        }
        return ChannelRegression(extended, wide.fit, wide.total, random, clock, covered)
    }

    private static func search(_ rows: some DesignRows) -> (fit: RidgeSearch.Fit, total: [Double]) {
        let folds = Self.folds(rows)
        let parts = (0..<RidgeFolds.count).map { _ in NormalEquations(columns: rows.columns.count) }
        for row in 0..<rows.count {
            parts[folds[row]].add(target: rows.target(row), weight: rows.weight(row)) {
                rows.write(row, to: $0, stride: $1)
            }
        }
        let fit = RidgeSearch(parts, columns: rows.columns, bases: rows.bases.map(\.coefficients)).run()
        // Count, sum and sum of squares of each column.
        let size = rows.columns.count + 1
        var total = [Double](repeating: 0, count: 2 * size)
        for part in parts {
            let sums = part.sums()
            for column in 0..<size {
                total[column] += sums[column]
                total[size + column] += sums[column * size + column]
            }
        }
        return (fit, total)
    }

    /// The part of each row; in turns where all rows are of one part.
    private static func folds(_ rows: some DesignRows) -> [Int] {
        let folds = (0..<rows.count).map(rows.fold)
        return Set(folds).count > 1 ? folds : folds.indices.map { $0 % RidgeFolds.count }
    }

    private init(
        _ rows: some DesignRows, _ fit: RidgeSearch.Fit, _ total: [Double], _ random: RandomFeatures?,
        _ clock: LeadClock, _ covered: Double
    ) {
        base = rows.bases[fit.base].name
        penalty = fit.penalty.isFinite ? fit.penalty : nil
        othersScale = fit.scales[.others] ?? 0
        self.rows = rows.count
        error = (fit.error / Double(rows.count)).squareRoot()
        baseError = (fit.baseError / Double(rows.count)).squareRoot()
        var rules: [String: Double] = [:]
        for (base, error) in zip(rows.bases, fit.bases) {
            if base.name == "last value" { rules["last value"] = error / Double(rows.count) }
            if base.name == "mean" { rules["series mean"] = error / Double(rows.count) }
        }
        ruleErrors = rules
        self.random = random
        coefficients = fit.coefficients.map { Float($0) }
        let folds = Self.folds(rows)
        var x = [Double](repeating: 0, count: rows.columns.count)
        var errors: [Double] = []
        errors.reserveCapacity(rows.count)
        for row in 0..<rows.count {
            let predicted = x.withUnsafeMutableBufferPointer { x in
                guard let base = x.baseAddress else { return 0.0 }
                rows.write(row, to: base, stride: 1)
                return fit.heldOut[folds[row]].withUnsafeBufferPointer { beta in
                    var sum = 0.0
                    for k in beta.indices { sum += beta[k] * base[k] }
                    return sum
                }
            }
            errors.append(rows.target(row) - predicted)
        }
        residuals = ResidualModel(
            errors: errors, features: (0..<rows.count).map(rows.scaleFeatures), leads: (0..<rows.count).map(rows.lead),
            paths: (0..<rows.count).map(rows.path), clock: clock, covered: covered)
        scores = Self.scores(rows, errors, residuals)
        let size = rows.columns.count + 1
        let effects = rows.columns.indices.dropFirst().map { column -> Effect in
            let mean = total[column] / max(total[0], 1)
            let variance = max(total[size + column] / max(total[0], 1) - mean * mean, 0)
            return Effect(name: rows.columns[column].name, size: fit.coefficients[column] * variance.squareRoot())
        }
        strongest = Array(
            effects.filter { $0.size != 0 && !$0.name.hasPrefix("random feature") }
                .sorted { (abs($0.size), $1.name) > (abs($1.size), $0.name) }.prefix(4))
    }

    /// Scores of every 2ᵏ-th past: those of channels with fewer hold those of channels with more.
    private static func scores(
        _ rows: some DesignRows, _ errors: [Double], _ residuals: ResidualModel
    ) -> [PathCoupling.Score] {
        var step = 1
        while errors.count / step > mostScores { step *= 2 }
        return errors.indices.compactMap { row in
            let (past, time) = rows.path(row)
            guard past % step == 0, rows.lead(row) > 0 else { return nil }
            let error = errors[row] / residuals.scale(rows.scaleFeatures(row))
            return PathCoupling.Score(
                forecast: past, anchor: 0, time: time,
                value: residuals.spread.normalScore(of: .init(lead: rows.lead(row), error: error)))
        }
    }

    /// The prediction from columns `x`, with room for the random features behind them, in scaled units.
    func predict(_ x: inout [Double]) -> Double {
        if let random {
            let columns = coefficients.count - random.count
            x.withUnsafeMutableBufferPointer { x in
                if let base = x.baseAddress { random.write(from: base, to: base + columns, stride: 1) }
            }
        }
        return x.withUnsafeBufferPointer { x in
            coefficients.withUnsafeBufferPointer { beta in
                var sum = 0.0
                for k in beta.indices { sum += Double(beta[k]) * x[k] }
                return sum
            }
        }
    }
}
