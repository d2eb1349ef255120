import Foundation
import Lanes

extension ProgramBuilder {
    /// Records cos x, x in radians.
    public mutating func cos(_ x: Value) -> Value { apply(.cosine, x) }
}

extension Instruction {
    func evaluateCosine<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        mapLanes(frame) { Scalar(Foundation.cos(Double($0))) }
    }

    /// x̄ (+)= −ȳ sin x.
    func pullBackCosine<Scalar: LaneScalar>(_ frame: Frame<Scalar>) {
        pullBackLanes(frame, input: 0) { _, x, cotangent in -cotangent * Scalar(Foundation.sin(Double(x))) }
    }
}
