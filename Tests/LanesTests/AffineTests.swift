import Lanes
import Testing

/// Dense kernels of every path against plain loops, and the bits of a row wherever it stands.
@Suite struct AffineTests {
    private static func value(_ index: Int) -> Double { Double((index * 7919) % 211) / 105 - 1 }

    private func check<Scalar: LaneScalar>(_: Scalar.Type, inputs: Int, outputs: Int, lanes: Int) {
        let stride = lanes + 16
        let w = (0..<inputs * outputs).map { Scalar(Self.value($0)) }
        let b = (0..<outputs).map { Scalar(Self.value($0 + 5)) }
        let x = (0..<inputs * stride).map { Scalar(Self.value($0 + 11)) }
        var y = [Scalar](repeating: 0, count: outputs * stride)
        Scalar.affine(
            weights: w, bias: b, x: x, xStride: stride, y: &y, yStride: stride, inputs: inputs, outputs: outputs,
            lanes: lanes, activation: .identity)
        let bound = Scalar.ulpOfOne * Scalar(8 * max(inputs, outputs, lanes))
        for o in 0..<outputs {
            for l in 0..<lanes {
                var sum = b[o]
                for i in 0..<inputs { sum += w[o * inputs + i] * x[i * stride + l] }
                #expect(abs(y[o * stride + l] - sum) < bound, "\(inputs)→\(outputs), lane \(l)")
            }
        }
        var dx = [Scalar](repeating: 1, count: inputs * stride)
        Scalar.affineInputPullback(
            weights: w, dy: y, dyStride: stride, dx: &dx, dxStride: stride, inputs: inputs, skipping: 0,
            outputs: outputs, lanes: lanes, accumulate: true, slope: .identity, x: x, xStride: stride)
        var dw = [Scalar](repeating: 0.5, count: inputs * outputs)
        var db = [Scalar](repeating: 0, count: outputs)
        Scalar.affineWeightsPullback(
            dy: y, dyStride: stride, x: x, xStride: stride, dWeights: &dw, dBias: &db, inputs: inputs,
            outputs: outputs, lanes: lanes / 2 / 16 * 16, groups: 2, groupStride: lanes - lanes / 2 / 16 * 16,
            scale: nil, scaleStride: 0)
        let half = lanes / 2 / 16 * 16
        let used = Array(0..<half) + Array(lanes - half..<lanes)
        for i in 0..<inputs {
            for l in 0..<lanes {
                var sum: Scalar = 1
                for o in 0..<outputs { sum += w[o * inputs + i] * y[o * stride + l] }
                #expect(abs(dx[i * stride + l] - sum) < bound * Scalar(outputs + inputs))
            }
            for o in 0..<outputs {
                let sum = used.reduce(Scalar(0.5)) { $0 + y[o * stride + $1] * x[i * stride + $1] }
                #expect(abs(dw[o * inputs + i] - sum) < bound * Scalar(lanes * inputs))
            }
        }
        // Lanes that count as often as a scale says.
        let scale = (0..<2 * lanes).map { Scalar(Self.value($0 + 3)) }
        var scaled = [Scalar](repeating: 0, count: inputs * outputs)
        var scaledBias = [Scalar](repeating: 0, count: outputs)
        Scalar.affineWeightsPullback(
            dy: y, dyStride: stride, x: x, xStride: stride, dWeights: &scaled, dBias: &scaledBias, inputs: inputs,
            outputs: outputs, lanes: half, groups: 2, groupStride: lanes - half, scale: scale, scaleStride: lanes)
        for o in 0..<outputs {
            var bias: Scalar = 0
            var sums = [Scalar](repeating: 0, count: inputs)
            for group in 0..<2 {
                for lane in 0..<half {
                    let place = group * (lanes - half) + lane
                    let term = y[o * stride + place] * scale[group * lanes + lane]
                    bias += term
                    for i in 0..<inputs { sums[i] += term * x[i * stride + place] }
                }
            }
            #expect(abs(scaledBias[o] - bias) < bound * Scalar(lanes * inputs))
            for i in 0..<inputs { #expect(abs(scaled[o * inputs + i] - sums[i]) < bound * Scalar(lanes * inputs)) }
        }
        // The first inputs left out.
        let skipped = inputs / 2
        var partial = [Scalar](repeating: 3, count: inputs * stride)
        Scalar.affineInputPullback(
            weights: w, dy: y, dyStride: stride, dx: &partial, dxStride: stride, inputs: inputs, skipping: skipped,
            outputs: outputs, lanes: lanes, accumulate: false, slope: .identity, x: x, xStride: stride)
        for i in 0..<inputs {
            for l in 0..<lanes {
                if i < skipped {
                    #expect(partial[i * stride + l] == 3)
                } else {
                    #expect(abs(partial[i * stride + l] + 1 - dx[i * stride + l]) < bound * Scalar(outputs + inputs))
                }
            }
        }
    }

    /// The derivative multiplied at once is that of a pass of its own, bit for bit.
    private func checkSlopes<Scalar: LaneScalar>(_: Scalar.Type, inputs: Int, outputs: Int, lanes: Int) {
        let w = (0..<inputs * outputs).map { Scalar(Self.value($0)) }
        let dy = (0..<outputs * lanes).map { Scalar(Self.value($0 + 5)) }
        let x = (0..<inputs * lanes).map { Scalar(Self.value($0 + 11)) }
        for slope in Activation.allCases where slope.hasFusableSlope {
            for accumulate in [false, true] {
                var dx = [Scalar](repeating: 0.75, count: inputs * lanes)
                var expected = dx
                Scalar.affineInputPullback(
                    weights: w, dy: dy, dyStride: lanes, dx: &dx, dxStride: lanes, inputs: inputs, skipping: 1,
                    outputs: outputs, lanes: lanes, accumulate: accumulate, slope: slope, x: x, xStride: lanes)
                Scalar.affineInputPullback(
                    weights: w, dy: dy, dyStride: lanes, dx: &expected, dxStride: lanes, inputs: inputs, skipping: 1,
                    outputs: outputs, lanes: lanes, accumulate: accumulate, slope: .identity, x: x, xStride: lanes)
                expected.withUnsafeMutableBufferPointer { dx in
                    x.withUnsafeBufferPointer { x in
                        Scalar.activationPullback(
                            slope, y: x.baseAddress! + lanes, yStride: lanes, dy: dx.baseAddress! + lanes,
                            dyStride: lanes, features: inputs - 1, lanes: lanes)
                    }
                }
                #expect(dx == expected, "\(slope), \(inputs)→\(outputs)")
            }
        }
    }

    @Test(arguments: [(2, 25, 32), (27, 25, 112), (20, 4, 48)])
    func slopesAreThoseOfTheirOwnPass(inputs: Int, outputs: Int, lanes: Int) {
        checkSlopes(Float.self, inputs: inputs, outputs: outputs, lanes: lanes)
        checkSlopes(Double.self, inputs: inputs, outputs: outputs, lanes: lanes)
    }

    @Test(arguments: [(1, 1, 16), (2, 25, 32), (27, 25, 64), (20, 4, 48), (4, 20, 80), (13, 11, 128)])
    func matchesPlainLoops(inputs: Int, outputs: Int, lanes: Int) {
        check(Float.self, inputs: inputs, outputs: outputs, lanes: lanes)
        check(Double.self, inputs: inputs, outputs: outputs, lanes: lanes)
    }
}
