import Lanes

/// Where the cotangents of a solution's times go.
package struct TimeCotangents {
    /// Of each row's start, `(rows)`; overwritten.
    package var starts: UnsafeMutablePointer<Double>
    /// Of each output time, laid out as the request's output times; overwritten.
    package var outputs: UnsafeMutablePointer<Double>

    /// Creates the pair.
    package init(starts: UnsafeMutablePointer<Double>, outputs: UnsafeMutablePointer<Double>) {
        self.starts = starts
        self.outputs = outputs
    }
}

extension BlockSolver {
    /// The gradient of a loss by the times of a solution that has been pulled back, by any method (Chen et al. 2018,
    /// appendix C): dL/dtₖ = ȳₖᵀ f(tₖ, yₖ) for every output and dL/dt₀ = −a(t₀)ᵀ f(t₀, y₀) for the start. The end of a row is
    /// its last output.
    ///
    /// These are the solution's derivatives: those of the steps that were taken differ from them by the tolerance.
    /// Cost: one evaluation for each output and each row.
    ///
    /// - Parameters:
    ///   - outputs: of the solve; `outputCotangents` is laid out alike.
    ///   - initialCotangent: what the pullback found, `(features, capacity)`.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func pullBackTimes(
        outputs: UnsafePointer<Scalar>, _ outputCotangents: UnsafePointer<Scalar>,
        initialCotangent: UnsafePointer<Scalar>, request: BlockRequest<Scalar>, parameters: UnsafePointer<Scalar>,
        into times: TimeCotangents
    ) {
        use(step: nil)
        for row in 0..<request.rows { load(row: row, to: row, request.initial, at: request.startTimes[row]) }
        evaluateLoaded(request.rows, parameters)
        for row in 0..<request.rows { times.starts[row] = -slope(along: initialCotangent, row: row, lane: row) }
        var index = 0
        while true {
            let rowsLeft = (0..<request.rows).filter {
                request.outputOffsets[$0] + index < request.outputOffsets[$0 + 1]
            }
            guard !rowsLeft.isEmpty else { return }
            let place = index * features * capacity
            for (lane, row) in rowsLeft.enumerated() {
                load(
                    row: row, to: lane, outputs + place, at: request.outputTimes[request.outputOffsets[row] + index])
            }
            evaluateLoaded(rowsLeft.count, parameters)
            for (lane, row) in rowsLeft.enumerated() {
                times.outputs[request.outputOffsets[row] + index] = slope(
                    along: outputCotangents + place, row: row, lane: lane)
            }
            index += 1
        }
    }

    /// Puts the state of `row` in `states`, `(features, capacity)`, into `lane` of the first stage.
    private func load(row: Int, to lane: Int, _ states: UnsafePointer<Scalar>, at time: Double) {
        clocks.time[lane] = time
        clocks.step[lane] = 0
        for feature in 0..<features { state(0)[feature * stride + lane] = states[feature * capacity + row] }
    }

    private func evaluateLoaded(_ count: Int, _ parameters: UnsafePointer<Scalar>) {
        let lanes = LaneBlock.paddedLanes(for: count)
        for lane in count..<lanes {
            clocks.time[lane] = 0
            clocks.step[lane] = 0
            for feature in 0..<features { state(0)[feature * stride + lane] = 0 }
        }
        active = count
        evaluate(0, lanes: lanes, parameters: parameters, at: 0)
        active = 0
    }

    /// Σ cotangent · derivative of a row.
    private func slope(along cotangent: UnsafePointer<Scalar>, row: Int, lane: Int) -> Double {
        (0..<features).reduce(0.0) {
            $0 + Double(cotangent[$1 * capacity + row]) * Double(stages[$1 * stride + lane])
        }
    }
}
