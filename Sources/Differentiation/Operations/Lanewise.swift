import Lanes

extension ProgramBuilder {
    /// Records an operation of one input, feature by feature, without settings.
    mutating func apply(_ operation: Operation, _ x: Value) -> Value {
        let result = allocate(x.features)
        append(Instruction(operation: operation), inputs: [x], output: result)
        return result
    }

    /// Records an operation of two inputs, feature by feature.
    mutating func combine(_ operation: Operation, _ a: Value, _ b: Value) -> Value {
        requireThat(a.features == b.features, "\(operation) of \(a.features) and \(b.features) features")
        let result = allocate(a.features)
        append(Instruction(operation: operation), inputs: [a, b], output: result)
        return result
    }
}

/// Loops over lanes, for operations that have no kernel.
extension Instruction {
    /// y = f(x).
    @inline(__always)
    func mapLanes<Scalar: LaneScalar>(_ frame: Frame<Scalar>, _ body: (Scalar) -> Scalar) {
        for feature in 0..<features {
            let x = frame.value(inputs.0 + feature)
            let y = frame.value(output + feature)
            for lane in 0..<frame.lanes { y[lane] = body(x[lane]) }
        }
    }

    /// x̄ (+)= f(y, x, ȳ), unless x is not differentiated.
    @inline(__always)
    func pullBackLanes<Scalar: LaneScalar>(
        _ frame: Frame<Scalar>, input index: Int, _ body: (Scalar, Scalar, Scalar) -> Scalar
    ) {
        if skipsCotangent(ofInput: index) { return }
        let adds = addsToCotangent(ofInput: index)
        for feature in 0..<features {
            let x = frame.value(input(index) + feature)
            let y = frame.value(output + feature)
            let dx = frame.cotangent(input(index) + feature)
            let dy = frame.cotangent(output + feature)
            for lane in 0..<frame.lanes {
                let term = body(y[lane], x[lane], dy[lane])
                dx[lane] = adds ? dx[lane] + term : term
            }
        }
    }
}
