import Lanes

/// The peak rate that workloads are compared with: the affine kernel on a 128×128 layer of 64 lanes, the best of 200 runs.
enum PeakRate {
    /// Floating-point operations per second of one core, in single precision.
    static func measure() -> Double {
        let size = 128
        let lanes = 64
        let weights = LaneBuffer<Float>(count: size * size)
        let x = LaneBuffer<Float>(count: size * lanes)
        let y = LaneBuffer<Float>(count: size * lanes)
        for index in 0..<size * size { weights.pointer[index] = Float(index % 13) * 0.01 }
        for index in 0..<size * lanes { x.pointer[index] = Float(index % 7) * 0.1 }
        var best = Double.infinity
        for _ in 0..<200 {
            let taken = Duration.of {
                for _ in 0..<10 {
                    Float.affine(
                        weights: weights.pointer, bias: nil, x: x.pointer, xStride: lanes, y: y.pointer,
                        yStride: lanes, inputs: size, outputs: size, lanes: lanes, activation: .identity)
                }
            }
            best = min(best, taken.wall / 10)
        }
        return Double(2 * size * size * lanes) / best
    }
}

/// Counts floating-point operations of matrix products; a multiplication and an addition are two.
struct OperationCount {
    /// The operations counted so far.
    private(set) var total = 0.0

    /// Counts dense layers of the given `sizes` on `rows` rows: `passes` is 1 forward, 2 for the pullback to inputs and weights.
    mutating func add(layers sizes: [Int], rows: Double, passes: Double) {
        let products = zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
        total += 2 * Double(products) * rows * passes
    }
}

extension Measurements {
    /// Adds the rate of `operations` and, unless the settings say no, its share of the peak.
    mutating func add(_ operations: OperationCount, _ settings: BenchmarkSettings) {
        guard let median = numbers["seconds_median"], median > 0 else { return }
        numbers["gflops"] = operations.total / median * 1e-9
        guard settings.measuresPeak else { return }
        numbers["share_of_peak"] = operations.total / median / PeakRate.measure()
    }
}
