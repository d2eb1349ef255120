import Lanes

extension SpanningAdjoint {
    /// Takes the error of the cotangent into each lane's: the root mean square of both.
    func judgeCotangents(lanes: Int) {
        let adjoint = solver.adjoint
        let error = solver.clocks.error.pointer
        let (relative, absolute) = (Scalar(leniency * relative), Scalar(leniency * absolute))
        for lane in 0..<count {
            var square: Scalar = 0
            for feature in 0..<solver.features {
                let index = feature * solver.capacity + lane
                let carried = adjoint.state.pointer[index] + adjoint.base.pointer[index]
                let ratio =
                    adjoint.errors.pointer[index] / (absolute + relative * (carried < 0 ? -carried : carried))
                square += ratio * ratio
            }
            let other = square / Scalar(solver.features)
            error[lane] = ((error[lane] * error[lane] + other) / 2).squareRoot()
        }
    }

    /// Takes into each lane's error by how much its dense output differs from what the forward solve found, at the output
    /// nearest to the middle of the step.
    func judgeOutputs(_ request: BlockRequest<Scalar>, _ outputs: UnsafePointer<Scalar>) {
        let features = solver.features
        let capacity = solver.capacity
        let clocks = solver.clocks
        let polynomial = UnsafePointer(solver.polynomial.pointer)
        let start = UnsafePointer(solver.state(0))
        let powers = solver.method.dense.count
        let alternates = solver.method.denseBasis == .alternating
        // Both are rounded.
        let relative = 10 * (Scalar(relative) + 4 * .ulpOfOne)
        let absolute = 10 * Scalar(absolute)
        for lane in 0..<count where clocks.denseStep.pointer[lane] != 0 {
            let stretch = stretches[lane]
            let times = request.outputTimes + request.outputOffsets[stretch.row]
            let middle = clocks.time[lane] + 0.5 * clocks.step[lane]
            var output = stretch.to + 1
            while output + 1 < stretch.from, abs(times[output + 1] - middle) <= abs(times[output] - middle) {
                output += 1
            }
            let theta = Scalar((times[output] - clocks.time[lane]) / clocks.step[lane])
            let even = alternates ? 1 - theta : theta
            var square: Scalar = 0
            for feature in 0..<solver.memory.judgedFeatures {
                let known = outputs[(output * features + feature) * capacity + stretch.row]
                var found = polynomial[(powers - 1) * features * capacity + feature * capacity + lane]
                for power in (0..<powers - 1).reversed() {
                    found *= power & 1 == 1 ? theta : even
                    found += polynomial[power * features * capacity + feature * capacity + lane]
                }
                found = found * theta + start[feature * solver.stride + lane]
                let ratio = (found - known) / (absolute + relative * (known < 0 ? -known : known))
                square += ratio * ratio
            }
            let error = clocks.error.pointer[lane]
            clocks.error.pointer[lane] = (error * error + square / Scalar(2 * solver.memory.judgedFeatures))
                .squareRoot()
        }
    }
}

extension BlockSolver {
    /// What the error estimate h Σ errorⱼ kⱼ, weighed by the cotangents carried over the step, is to the state at its start:
    /// into `adjoint.errors`.
    func pullBackErrorEstimate(lanes: Int, _ parameters: UnsafePointer<Scalar>) {
        let errors = adjoint.errors
        errors.grow(to: features * capacity)
        for feature in 0..<features {
            let carried = errors.pointer + feature * capacity
            let state = adjoint.state.pointer + feature * capacity
            let base = adjoint.base.pointer + feature * capacity
            for lane in 0..<lanes { carried[lane] = state[lane] + base[lane] }
        }
        clearStageCotangents(lanes: lanes)
        spread(coefficients.error, errors.pointer, stride: capacity, steps: adjoint.step.pointer, lanes: lanes)
        errors.clear()
        for stage in (0..<method.stages).reversed() {
            pullBackStage(
                stage, coefficients.a[stage], steps: adjoint.step.pointer, into: errors.pointer, lanes: lanes,
                parameters)
        }
    }
}
