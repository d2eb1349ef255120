import Foundation
import Lanes

extension ProgramBuilder {
    /// Records sin x, x in radians.
    public mutating func sin(_ x: Value) -> Value { apply(.sine, x) }
}

extension Instruction {
    func evaluateSine<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        mapLanes(frame) { Scalar(Foundation.sin(Double($0))) }
    }

    /// x̄ (+)= ȳ cos x.
    func pullBackSine<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        pullBackLanes(frame, input: 0) { _, x, cotangent in cotangent * Scalar(Foundation.cos(Double(x))) }
    }
}
