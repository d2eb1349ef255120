import Lanes
import Testing

@testable import Forecasting

@Suite struct RidgeSearchTests {
    /// Rows of a linear rule with noise: an intercept, values and columns of another scale.
    struct MadeRows: DesignRows {
        let numbers: [[Double]]
        let targets: [Double]
        let columns: [DesignColumn]
        var bases: [(name: String, coefficients: [Int: Double])] { [("nothing", [:]), ("first", [1: 1])] }
        var core: Range<Int> { 1..<3 }
        var count: Int { numbers.count }

        init(rows: Int, noise: Double, seed: UInt64, rule: (_ x: [Double]) -> Double) {
            let random = Philox4x32(seed: seed)
            var numbers: [[Double]] = []
            var targets: [Double] = []
            for row in 0..<rows {
                var x = [1.0]
                for column in 0..<6 {
                    let normal = random.normal(epoch: 1, series: UInt32(row), sample: 0, index: UInt32(column))
                    x.append(column < 3 ? normal : 40 * normal + 7)
                }
                numbers.append(x)
                let error = random.normal(epoch: 1, series: UInt32(row), sample: 1, index: 0)
                targets.append(rule(x) + noise * error)
            }
            self.numbers = numbers
            self.targets = targets
            columns =
                [DesignColumn("intercept", .intercept)]
                + (0..<3).map { DesignColumn("own \($0)", .own, isValue: true) }
                + (0..<3).map { DesignColumn("other \($0)", .others) }
        }

        func target(_ row: Int) -> Double { targets[row] }
        func fold(_ row: Int) -> Int { row % RidgeFolds.count }
        func lead(_ row: Int) -> Double { Double(row % 7 + 1) }
        func path(_ row: Int) -> (history: Int, time: Double) { (row / 7, Double(row % 7)) }
        func scaleFeatures(_ row: Int) -> SIMD8<Double> { SIMD8(1, 0, 0, 0, 0, 0, 0, 0) }
        func write(_ row: Int, to x: UnsafeMutablePointer<Double>, stride: Int) {
            for (column, value) in numbers[row].enumerated() { x[column * stride] = value }
        }
    }

    /// Minimises the same sum by Gaussian elimination on the rows in full.
    private func reference(
        _ rows: MadeRows, without fold: Int?, base: [Double], penalty: Double, scales: [DesignColumn.Group: Double]
    ) -> [Double] {
        let used = rows.numbers.indices.filter { fold == nil || rows.fold($0) != fold }
        let size = rows.columns.count
        let count = Double(rows.count)
        var a = [[Double]](repeating: Array(repeating: 0, count: size + 1), count: size)
        for row in used {
            let x = rows.numbers[row]
            let left = rows.targets[row] - zip(x, base).reduce(0) { $0 + $1.0 * $1.1 }
            for i in 0..<size {
                for j in 0..<size { a[i][j] += x[i] * x[j] }
                a[i][size] += x[i] * left
            }
        }
        for i in 0..<size where rows.columns[i].group != .intercept {
            let mean = rows.numbers.reduce(0) { $0 + $1[i] } / count
            let variance = rows.numbers.reduce(0) { $0 + ($1[i] - mean) * ($1[i] - mean) } / count
            let scale = scales[rows.columns[i].group] ?? 1
            a[i][i] += penalty * (rows.columns[i].isValue ? 1 : variance) / (scale * scale)
        }
        for i in 0..<size {
            for j in 0..<size where j != i {
                let factor = a[j][i] / a[i][i]
                for k in i...size { a[j][k] -= factor * a[i][k] }
            }
        }
        return (0..<size).map { base[$0] + a[$0][size] / a[$0][$0] }
    }

    private func search(_ rows: MadeRows) -> RidgeSearch.Fit {
        let parts = (0..<RidgeFolds.count).map { _ in NormalEquations(columns: rows.columns.count) }
        for row in 0..<rows.count {
            parts[rows.fold(row)].add(target: rows.target(row)) { rows.write(row, to: $0, stride: $1) }
        }
        return RidgeSearch(parts, columns: rows.columns, bases: rows.bases.map(\.coefficients)).run()
    }

    @Test func coefficientsMinimiseThePenalisedSum() throws {
        let rows = MadeRows(rows: 333, noise: 2, seed: 3) { 3 + $0[1] - 0.5 * $0[2] + 0.02 * $0[5] }
        let fit = search(rows)
        let base = rows.columns.indices.map { rows.bases[fit.base].coefficients[$0] ?? 0 }
        try #require(fit.penalty.isFinite)
        let all = reference(rows, without: nil, base: base, penalty: fit.penalty, scales: fit.scales)
        for (found, wanted) in zip(fit.coefficients, all) { #expect(abs(found - wanted) < 1e-7 * (1 + abs(wanted))) }
        var error = 0.0
        for fold in 0..<RidgeFolds.count {
            let beta = reference(rows, without: fold, base: base, penalty: fit.penalty, scales: fit.scales)
            for (found, wanted) in zip(fit.heldOut[fold], beta) {
                #expect(abs(found - wanted) < 1e-6 * (1 + abs(wanted)))
            }
            for row in 0..<rows.count where rows.fold(row) == fold {
                let miss = rows.targets[row] - zip(rows.numbers[row], beta).reduce(0) { $0 + $1.0 * $1.1 }
                error += miss * miss
            }
        }
        #expect(abs(fit.error - error) < 1e-7 * error)
    }

    @Test func noiseLeavesTheBase() {
        let rows = MadeRows(rows: 200, noise: 5, seed: 4) { $0[1] }
        let fit = search(rows)
        #expect(rows.bases[fit.base].name == "first")
        #expect(abs(fit.coefficients[1] - 1) < 0.2 && fit.coefficients[2...].allSatisfy { abs($0) < 0.2 })
        #expect(fit.error <= fit.baseError)
    }

    @Test func columnsThatHelpAreUsed() {
        let rows = MadeRows(rows: 500, noise: 0.5, seed: 5) { $0[1] + 0.1 * $0[4] }
        let fit = search(rows)
        #expect(fit.error < 0.1 * fit.baseError && abs(fit.coefficients[4] - 0.1) < 0.01)
    }

    @Test func factorsSolveTheirSystems() throws {
        let rows = MadeRows(rows: 60, noise: 1, seed: 6) { $0[1] }
        let sums = NormalEquations(columns: rows.columns.count)
        for row in 0..<rows.count { sums.add(target: rows.target(row)) { rows.write(row, to: $0, stride: $1) } }
        let size = rows.columns.count + 1
        let matrix = sums.sums()
        for i in 0..<size {
            for j in 0..<size {
                let all = rows.numbers.indices.map { rows.numbers[$0] + [rows.targets[$0]] }
                let wanted = all.reduce(0) { $0 + $1[i] * $1[j] }
                #expect(abs(matrix[i * size + j] - wanted) < 1e-10 * (1 + abs(wanted)))
            }
        }
        let b = (0..<size).map { Double($0) - 2 }
        let x = try #require(SymmetricFactor(matrix, size: size)).solve(b)
        for i in 0..<size {
            let image = (0..<size).reduce(0) { $0 + matrix[i * size + $1] * x[$1] }
            #expect(abs(image - b[i]) < 1e-8)
        }
        #expect(SymmetricFactor([1, 2, 2, 1], size: 2) == nil)
    }

    @Test func randomFeaturesHelpWhereTheRuleIsCurved() throws {
        let clock = LeadClock(unit: 1, longest: 10)
        let curved = MadeRows(rows: 1500, noise: 0.1, seed: 7) { $0[1] * $0[1] - $0[2] }
        let without = try #require(ChannelRegression.fit(curved, features: 0, seed: 1, clock: clock, covered: 1e6))
        let with = try #require(ChannelRegression.fit(curved, features: 60, seed: 1, clock: clock, covered: 1e6))
        #expect(with.random != nil && with.error < 0.5 * without.error, "\(with.error) \(without.error)")
        let straight = MadeRows(rows: 400, noise: 1, seed: 8) { $0[1] - $0[2] }
        let plain = try #require(ChannelRegression.fit(straight, features: 60, seed: 1, clock: clock, covered: 1e6))
        #expect(plain.random == nil)
        // Predictions are those of the columns and their cosines.
        var x = curved.numbers[0] + [Double](repeating: 0, count: 60)
        let predicted = with.predict(&x)
        let wanted = zip(with.coefficients, x).reduce(0) { $0 + Double($1.0) * $1.1 }
        #expect(abs(predicted - wanted) < 1e-9 && abs(predicted - curved.targets[0]) < 1)
    }
}
