import Lanes

/// The pullback of outputs to the interpolation coefficients and the stages of the step that covers them.
extension BlockSolver {
    /// An output y₀ + Σ q_p φₚ(θ) gives ȳ₀ += ḡ, q̄_p += ḡ φₚ(θ), and so k̄ᵢ += h Σ dense[p][i] q̄_p; one at the step's end
    /// gives ȳ₁ += ḡ.
    ///
    /// The share of ȳ₀ is left in `adjoint.base`, and `clocks.denseStep` is set as in the forward step. Returns whether an
    /// output lies within a step.
    func pullBackOutputs(
        _ outputCotangents: UnsafePointer<Scalar>, _ request: BlockRequest<Scalar>, active: Int, lanes: Int
    ) -> Bool {
        clearOutputs(lanes: lanes)
        var isAsked = false
        let looksForGroups = self.looksForGroups
        for lane in 0..<active {
            let record = tape.entries[Int(adjoint.entryOfLane[lane])]
            let row = adjoint.rowOfLane[lane]
            let inner = innerOutputs(outputCotangents, request, of: record, row: row, lane: lane)
            if looksForGroups {
                clocks.firstInner[lane] = inner.lowerBound
                clocks.endInner[lane] = inner.upperBound
            }
            guard !inner.isEmpty else { continue }
            isAsked = true
            if !looksForGroups {
                pullBackInner(
                    outputCotangents, request, row: row, lane: lane, inner, start: record.time, step: record.step)
            }
        }
        if looksForGroups, isAsked { pullBackGroups(outputCotangents, request, active: active, lanes: lanes) }
        if isAsked { spreadOutputs(lanes: lanes) }
        return isAsked
    }

    /// Before `collectOutputs`.
    func clearOutputs(lanes: Int) {
        clocks.denseStep.pointer.update(repeating: 0, count: lanes)
        adjoint.polynomial.clear()
        adjoint.base.clear()
    }

    /// The part of `pullBackOutputs` that is one lane's: q̄ and the shares of ȳ₀ and ȳ₁. Returns whether an output lies within
    /// the step.
    @inline(__always)
    func collectOutputs(
        _ outputCotangents: UnsafePointer<Scalar>, _ request: BlockRequest<Scalar>, of record: StepRecord, row: Int,
        lane: Int
    ) -> Bool {
        let inner = innerOutputs(outputCotangents, request, of: record, row: row, lane: lane)
        guard !inner.isEmpty else { return false }
        pullBackInner(outputCotangents, request, row: row, lane: lane, inner, start: record.time, step: record.step)
        return true
    }

    /// The outputs that lie within a step; those at its end are added to ȳ₁.
    @inline(__always)
    func innerOutputs(
        _ outputCotangents: UnsafePointer<Scalar>, _ request: BlockRequest<Scalar>, of record: StepRecord, row: Int,
        lane: Int
    ) -> Range<Int> {
        let features = self.features
        let times = request.outputTimes + request.outputOffsets[row]
        let begin = Int(record.firstOutput)
        var end = Int(record.endOutput)
        while end > begin, Scalar((times[end - 1] - record.time) / record.step) == 1 {
            end -= 1
            for feature in 0..<features {
                adjoint.state.pointer[feature * capacity + lane] +=
                    outputCotangents[(end * features + feature) * capacity + row]
            }
        }
        if end > begin { clocks.denseStep.pointer[lane] = adjoint.step.pointer[lane] }
        return begin..<end
    }

    /// The part of `pullBackOutputs` that all lanes share: from q̄ to k̄.
    func spreadOutputs(lanes: Int) {
        for (power, weights) in coefficients.dense.enumerated() {
            spread(
                weights, adjoint.polynomial.pointer + power * features * capacity, stride: capacity,
                steps: adjoint.step.pointer, lanes: lanes)
        }
    }
}
