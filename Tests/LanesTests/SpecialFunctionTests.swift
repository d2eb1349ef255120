import Foundation
import Lanes
import Testing

/// Our elementary functions against the C library's, in units of the last place of the result.
@Suite struct SpecialFunctionTests {
    static func reference(_ activation: Activation) -> @Sendable (Double) -> Double {
        switch activation {
        case .identity: { $0 }
        case .tanh: { Foundation.tanh($0) }
        case .sigmoid: { $0 < 0 ? Foundation.exp($0) / (1 + Foundation.exp($0)) : 1 / (1 + Foundation.exp(-$0)) }
        case .elu: { $0 < 0 ? expm1($0) : $0 }
        case .relu: { max($0, 0) }
        case .softplus: { max($0, 0) + log1p(Foundation.exp(-abs($0))) }
        case .exp: { Foundation.exp($0) }
        case .log: { Foundation.log($0) }
        case .silu: { $0 < 0 ? $0 * Foundation.exp($0) / (1 + Foundation.exp($0)) : $0 / (1 + Foundation.exp(-$0)) }
        }
    }

    /// Points from 1e-8 to `limit` of both signs, dense around 0.
    private func points(limit: Double, positive: Bool) -> [Double] {
        var points: [Double] = []
        for step in 0..<4000 {
            let size = 1e-8 * pow(limit / 1e-8, Double(step) / 3999)
            points.append(size)
            if !positive { points.append(-size) }
        }
        for step in 0..<4000 {
            let x = limit * (Double(step) + 0.37) / 4000
            points.append(x)
            if !positive { points.append(-x) }
        }
        return points
    }

    private func apply<Scalar: LaneScalar>(_ activation: Activation, _ values: [Scalar]) -> [Scalar] {
        let lanes = LaneBlock.paddedLanes(for: values.count)
        let x = LaneBuffer<Scalar>(count: lanes)
        let y = LaneBuffer<Scalar>(count: lanes)
        for (index, value) in values.enumerated() { x.pointer[index] = value }
        Scalar.map(activation, x: x.pointer, xStride: lanes, y: y.pointer, yStride: lanes, features: 1, lanes: lanes)
        return values.indices.map { y.pointer[$0] }
    }

    /// The largest error in units of the last place of the exact result.
    private func worst<Scalar: LaneScalar>(_ activation: Activation, as: Scalar.Type, limit: Double) -> Double {
        let points = points(limit: limit, positive: activation == .log).map { Scalar($0) }
        let exact = Self.reference(activation)
        return zip(points, apply(activation, points)).map { x, y in
            let wanted = exact(Double(x))
            return abs(Double(y) - wanted) / Double(Scalar(wanted).ulp)
        }.max() ?? 0
    }

    /// The bounds that `Activation` states.
    private func bound(_ activation: Activation) -> Double {
        switch activation {
        case .identity, .relu: 0
        case .exp: 1.1
        case .log: 0.8
        case .elu: 1.2
        case .softplus: 2
        case .tanh: 2.6
        case .sigmoid: 2.8
        case .silu: 4
        }
    }

    @Test(arguments: Activation.allCases) func floatErrorIsBounded(activation: Activation) {
        #expect(worst(activation, as: Float.self, limit: 80) <= bound(activation))
    }

    /// The C library is itself off by up to one unit, hence the wider bound.
    @Test(arguments: Activation.allCases) func doubleErrorIsBounded(activation: Activation) {
        #expect(worst(activation, as: Double.self, limit: 600) <= bound(activation) + 1)
    }

    @Test func extremesPropagate() {
        func check<Scalar: LaneScalar>(_: Scalar.Type) {
            let extremes: [Scalar] = [.infinity, -.infinity, .nan, 0]
            for activation in Activation.allCases {
                let got = apply(activation, extremes)
                let exact = Self.reference(activation)
                #expect(got[2].isNaN, "\(activation) of NaN")
                for index in [0, 1, 3] where activation != .silu || index != 1 {
                    let wanted = Scalar(exact(Double(extremes[index])))
                    #expect(
                        got[index] == wanted || got[index].isNaN && wanted.isNaN,
                        "\(activation)(\(extremes[index])) = \(got[index])")
                }
            }
        }
        check(Float.self)
        check(Double.self)
    }

    @Test func exponentialOverflowsAndUnderflows() {
        #expect(apply(.exp, [89, 1000, -200, Float.greatestFiniteMagnitude])[0] == .infinity)
        #expect(apply(.exp, [Float(-110)])[0] == 0)
        #expect(apply(.exp, [Double(710), -760])[0] == .infinity)
        #expect(apply(.exp, [Double(709.7), -760])[0].isFinite)
    }
}
