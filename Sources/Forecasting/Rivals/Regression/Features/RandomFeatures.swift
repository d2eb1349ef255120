import Foundation
import Lanes

/// Cosines of random projections of standardised columns: a ridge on them is a regression with a Gaussian kernel (Rahimi, Recht 2007).
struct RandomFeatures: Codable, Sendable, Equatable {
    /// Columns projected.
    let inputs: Range<Int>
    /// Directions over the columns' standard deviations, `(features, inputs)`.
    let directions: [Float]
    /// Phases, the columns' means taken into account, `(features)`.
    let phases: [Float]

    var count: Int { phases.count }

    /// Draws `count` features of the columns `rows.core`, standardised on some thousand rows.
    ///
    /// Directions have the length that makes the kernel as wide as two rows are apart.
    init(_ rows: some DesignRows, count: Int, seed: UInt64) {
        inputs = rows.core
        let width = inputs.count
        var sums = [Double](repeating: 0, count: width)
        var squares = sums
        var x = [Double](repeating: 0, count: rows.columns.count)
        let step = max(1, rows.count / 2000)
        var seen = 0.0
        for row in stride(from: 0, to: rows.count, by: step) {
            x.withUnsafeMutableBufferPointer { x in
                if let base = x.baseAddress { rows.write(row, to: base, stride: 1) }
            }
            for k in 0..<width {
                sums[k] += x[inputs.lowerBound + k]
                squares[k] += x[inputs.lowerBound + k] * x[inputs.lowerBound + k]
            }
            seen += 1
        }
        let random = Philox4x32(seed: seed)
        var directions: [Float] = []
        var phases: [Float] = []
        for feature in 0..<count {
            var phase = 2 * Double.pi * random.uniform(.randomFeatures, series: UInt32(feature), index: 0)
            for k in 0..<width {
                let mean = sums[k] / max(seen, 1)
                let variance = squares[k] / max(seen, 1) - mean * mean
                guard variance > 1e-8 else {
                    directions.append(0)
                    continue
                }
                let normal = random.normal(.randomFeatures, series: UInt32(feature), index: UInt32(k + 1))
                let direction = normal / (2 * variance * Double(width)).squareRoot()
                directions.append(Float(direction))
                phase -= direction * mean
            }
            phases.append(Float(phase))
        }
        self.directions = directions
        self.phases = phases
    }

    /// Reads what was stored.
    init(inputs: Range<Int>, directions: [Float], phases: [Float]) {
        self.inputs = inputs
        self.directions = directions
        self.phases = phases
    }

    /// Writes the features of the columns at every `stride`-th element of `x` to every `stride`-th element of `y`.
    func write(from x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, stride: Int) {
        for feature in 0..<count {
            var angle = Double(phases[feature])
            for k in 0..<inputs.count {
                angle += Double(directions[feature * inputs.count + k]) * x[(inputs.lowerBound + k) * stride]
            }
            y[feature * stride] = 2.0.squareRoot() * cos(angle)
        }
    }
}

/// Rows with random features behind their columns.
struct ExtendedRows<Rows: DesignRows>: DesignRows {
    let rows: Rows
    let random: RandomFeatures
    let columns: [DesignColumn]

    init(_ rows: Rows, _ random: RandomFeatures) {
        self.rows = rows
        self.random = random
        columns = rows.columns + (0..<random.count).map { DesignColumn("random feature \($0 + 1)", .random) }
    }

    var bases: [(name: String, coefficients: [Int: Double])] { rows.bases }
    var core: Range<Int> { rows.core }
    var count: Int { rows.count }
    func target(_ row: Int) -> Double { rows.target(row) }
    func weight(_ row: Int) -> Double { rows.weight(row) }
    func fold(_ row: Int) -> Int { rows.fold(row) }
    func lead(_ row: Int) -> Double { rows.lead(row) }
    func path(_ row: Int) -> (history: Int, time: Double) { rows.path(row) }
    func scaleFeatures(_ row: Int) -> SIMD8<Double> { rows.scaleFeatures(row) }
    func write(_ row: Int, to x: UnsafeMutablePointer<Double>, stride: Int) {
        rows.write(row, to: x, stride: stride)
        random.write(from: x, to: x + rows.columns.count * stride, stride: stride)
    }
}
