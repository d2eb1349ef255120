import Lanes
import Testing

/// The kernels for dense output against plain loops.
@Suite struct InterpolationTests {
    private func check<Scalar: LaneScalar>(_: Scalar.Type, features: Int, powers: Int, count: Int, alternates: Bool) {
        let lanes = 32
        let lane = 5
        let random = Philox4x32(seed: 3)
        func number(_ stream: Int, _ index: Int) -> Scalar {
            Scalar(random.uniform(epoch: UInt32(stream), series: UInt32(index), sample: 0, index: 0) * 2 - 1)
        }
        let y0 = (0..<features * lanes).map { number(0, $0) }
        let q = (0..<powers * features * lanes).map { number(1, $0) }
        let g = (0..<count * features * lanes).map { number(2, $0) }
        let start = 1.5
        let step = -0.75
        let times = (0..<count).map { start + step * (Double($0) + 0.5) / Double(count) }
        var y = [Scalar](repeating: 7, count: count * features * lanes)
        Scalar.interpolate(
            times: times, count: count, start: start, step: step, y0: Array(y0[lane...]), y0Stride: lanes,
            q: Array(q[lane...]), powerStride: features * lanes, qStride: lanes, powers: powers,
            alternates: alternates, y: &y, outputStride: features * lanes, yStride: lanes, features: features)
        var dy0 = [Scalar](repeating: 0.5, count: features * lanes)
        var dq = [Scalar](repeating: 0.25, count: powers * features * lanes)
        Scalar.interpolatePullback(
            times: times, count: count, start: start, step: step, g: g, outputStride: features * lanes, gStride: lanes,
            dy0: &dy0, dy0Stride: lanes, dq: &dq, powerStride: features * lanes, dqStride: lanes, powers: powers,
            alternates: alternates, features: features)
        let bound = Scalar(64 * (count + powers)) * Scalar.ulpOfOne
        for feature in 0..<features {
            var base: Scalar = 0.5
            var sums = [Scalar](repeating: 0.25, count: powers)
            for k in 0..<count {
                let theta = Scalar((times[k] - start) / step)
                var basis: Scalar = 1
                var value = y0[feature * lanes + lane]
                let cotangent = g[(k * features + feature) * lanes]
                base += cotangent
                for p in 0..<powers {
                    basis *= alternates && p % 2 == 1 ? 1 - theta : theta
                    value += q[(p * features + feature) * lanes + lane] * basis
                    sums[p] += cotangent * basis
                }
                #expect(abs(y[(k * features + feature) * lanes] - value) < bound, "output \(k), feature \(feature)")
            }
            #expect(abs(dy0[feature * lanes] - base) < bound)
            for p in 0..<powers { #expect(abs(dq[(p * features + feature) * lanes] - sums[p]) < bound) }
        }
        // Nothing beside the lane is touched.
        #expect(y[1] == 7 && dy0[1] == 0.5 && dq[1] == 0.25)
    }

    @Test(arguments: [(4, 5, 3), (1, 3, 1), (6, 7, 40), (20, 5, 17), (3, 8, 33)])
    func matchesPlainLoops(features: Int, powers: Int, count: Int) {
        for alternates in [false, true] {
            check(Float.self, features: features, powers: powers, count: count, alternates: alternates)
            check(Double.self, features: features, powers: powers, count: count, alternates: alternates)
        }
    }
}
