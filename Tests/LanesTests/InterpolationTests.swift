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

    /// A group of lanes side by side gives, to a bit, what each lane gives by itself.
    private func compareGroup<Scalar: LaneScalar>(
        _: Scalar.Type, features: Int, powers: Int, longest: Int, alternates: Bool
    ) {
        let lanes = LaneBlock.width
        let stride = 2 * lanes
        let random = Philox4x32(seed: 8)
        func number(_ stream: Int, _ index: Int) -> Double {
            random.uniform(epoch: UInt32(stream), series: UInt32(index), sample: 0, index: 0) * 2 - 1
        }
        func numbers(_ stream: Int, _ count: Int) -> [Scalar] { (0..<count).map { Scalar(number(stream, $0)) } }
        // Lanes 3 and 7 have no output; the others have some from where the row stands on.
        let begin = (0..<lanes).map { $0 == 7 ? 5 : $0 * 3 % 5 }
        let end = (0..<lanes).map { $0 == 3 || $0 == 7 ? begin[$0] : begin[$0] + 1 + ($0 * 7 + 2) % longest }
        let most = (end.max() ?? 0) + 1
        let offsets = (0..<lanes).map { $0 * most }
        let start = (0..<lanes).map { number(3, $0) }
        let step = (0..<lanes).map { ($0 % 2 == 0 ? 1 : -1) * (1.5 + number(4, $0)) }
        let times = (0..<lanes).flatMap { lane in
            (0..<most).map { start[lane] + step[lane] * (Double($0) + 0.3) / Double(most) }
        }
        let y0 = numbers(0, features * stride)
        let q = numbers(1, powers * features * stride)
        var g = numbers(2, most * features * stride)
        // What is not asked for may be anything.
        for lane in 0..<lanes { for k in end[lane]..<most { g[k * features * stride + lane] = .nan } }
        var single = [Scalar](repeating: 7, count: most * features * stride)
        var group = single
        var dy0 = numbers(5, features * stride)
        var dq = numbers(6, powers * features * stride)
        var groupDy0 = dy0
        var groupDq = dq
        for lane in 0..<lanes where begin[lane] < end[lane] {
            let first = begin[lane] * features * stride + lane
            single.withUnsafeMutableBufferPointer { y in
                Scalar.interpolate(
                    times: Array(times[(offsets[lane] + begin[lane])...]), count: end[lane] - begin[lane],
                    start: start[lane], step: step[lane], y0: Array(y0[lane...]), y0Stride: stride,
                    q: Array(q[lane...]), powerStride: features * stride, qStride: stride, powers: powers,
                    alternates: alternates, y: y.baseAddress! + first, outputStride: features * stride,
                    yStride: stride, features: features)
            }
            dy0.withUnsafeMutableBufferPointer { dy0 in
                dq.withUnsafeMutableBufferPointer { dq in
                    Scalar.interpolatePullback(
                        times: Array(times[(offsets[lane] + begin[lane])...]), count: end[lane] - begin[lane],
                        start: start[lane], step: step[lane], g: Array(g[first...]), outputStride: features * stride,
                        gStride: stride, dy0: dy0.baseAddress! + lane, dy0Stride: stride, dq: dq.baseAddress! + lane,
                        powerStride: features * stride, dqStride: stride, powers: powers, alternates: alternates,
                        features: features)
                }
            }
        }
        Scalar.interpolateGroup(
            times: times, offsets: offsets, begin: begin, end: end, start: start, step: step, y0: y0, y0Stride: stride,
            q: q, powerStride: features * stride, qStride: stride, powers: powers, alternates: alternates, y: &group,
            outputStride: features * stride, yStride: stride, features: features)
        Scalar.interpolateGroupPullback(
            times: times, offsets: offsets, begin: begin, end: end, start: start, step: step, g: g,
            outputStride: features * stride, gStride: stride, dy0: &groupDy0, dy0Stride: stride, dq: &groupDq,
            powerStride: features * stride, dqStride: stride, powers: powers, alternates: alternates,
            features: features)
        #expect(group == single)
        #expect(groupDy0 == dy0)
        #expect(groupDq == dq)
    }

    @Test(arguments: [(4, 5, 3), (1, 3, 1), (6, 7, 40), (20, 5, 17), (3, 8, 33), (9, 1, 70), (5, 4, 100)])
    func groupsMatchSingleLanes(features: Int, powers: Int, longest: Int) {
        for alternates in [false, true] {
            compareGroup(
                Float.self, features: features, powers: powers, longest: longest, alternates: alternates)
            compareGroup(
                Double.self, features: features, powers: powers, longest: longest, alternates: alternates)
        }
    }
}
