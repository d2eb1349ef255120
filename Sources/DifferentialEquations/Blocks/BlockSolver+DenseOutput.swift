import Lanes

/// Dense output and its pullback, either lane by lane, several outputs at once, or for a group of lanes side by side, one output
/// after the other. The bits are the same.
extension BlockSolver {
    /// Whether groups are worth looking for: with few features, what an output costs is where it lies in the step.
    var looksForGroups: Bool { features >= 8 }

    /// Answers the outputs that lie within this iteration's accepted steps.
    func interpolate(
        _ request: BlockRequest<Scalar>, active: Int, lanes: Int, iteration: Int,
        _ outputs: UnsafeMutablePointer<Scalar>
    ) {
        let features = self.features
        let end = state(method.stages - 1)
        let times = request.outputTimes
        let capacity = self.capacity
        let stride = self.stride
        let looksForGroups = self.looksForGroups
        for lane in 0..<active where !clocks.wasRejected[lane] {
            if lane + 4 < active {
                prefetch(times + clocks.cursor[lane + 4])
                prefetch(times + clocks.cursor[lane + 4] + 8)
            }
            let row = clocks.row[lane]
            let first = request.outputOffsets[row]
            let begin = clocks.cursor[lane]
            let time = clocks.time[lane]
            let step = clocks.step[lane]
            let cursor = Self.reached(times, begin..<clocks.end[lane], time: time, step: step)
            // Those at the very end of the step come last.
            var inner = cursor
            while inner > begin, Scalar((times[inner - 1] - time) / step) == 1 {
                inner -= 1
                let target = outputs + ((inner - first) * features * capacity + row)
                for feature in 0..<features { target[feature * capacity] = end[feature * stride + lane] }
            }
            if looksForGroups {
                clocks.firstInner[lane] = begin - first
                clocks.endInner[lane] = inner - first
            } else if inner > begin {
                interpolate(request, lane: lane, begin - first..<inner - first, outputs)
            }
            clocks.cursor[lane] = cursor
            if iteration >= 0 {
                tape.entries[iteration * capacity + lane] = StepRecord(
                    time: time, step: step, row: Int32(row), previous: records.lastEntry[row],
                    firstOutput: Int32(begin - first), endOutput: Int32(cursor - first))
                records.lastEntry[row] = Int32(iteration * capacity + lane)
                if !keepsStages { records.steps[row] += 1 }
            }
        }
        guard looksForGroups else { return }
        for lane in 0..<active where clocks.wasRejected[lane] { clocks.endInner[lane] = clocks.firstInner[lane] }
        interpolateGroups(request, active: active, lanes: lanes, outputs)
    }

    /// The first of the outputs `range` that a step does not reach.
    @inline(__always)
    private static func reached(
        _ times: UnsafePointer<Double>, _ range: Range<Int>, time: Double, step: Double
    ) -> Int {
        // As if time ran forward: t ≥ end and −t ≤ −end are the same.
        let sign: Double = step > 0 ? 1 : -1
        let end = sign * (time + step)
        var cursor = range.lowerBound
        // Eight at a time while the last of them is reached: times go one way.
        while cursor + 8 <= range.upperBound, sign * times[cursor + 7] <= end { cursor += 8 }
        while cursor < range.upperBound, sign * times[cursor] <= end { cursor += 1 }
        return cursor
    }

    /// Whether the step of `lane` covers time `t`.
    @inline(__always)
    private func reaches(_ t: Double, lane: Int) -> Bool {
        let end = clocks.time[lane] + clocks.step[lane]
        return clocks.step[lane] > 0 ? t <= end : t >= end
    }

    /// Where in the step of `lane` an output lies; 1 is the step's end, whose state needs no interpolation.
    @inline(__always)
    private func theta(_ request: BlockRequest<Scalar>, output: Int, lane: Int) -> Scalar {
        Scalar((request.outputTimes[output] - clocks.time[lane]) / clocks.step[lane])
    }

    /// Sets `clocks.denseStep` of the lanes with an output within the step at hand, or of all whose step was accepted.
    /// Returns whether there is one.
    func prepareDenseSteps(
        _ request: BlockRequest<Scalar>, active: Int, lanes: Int, all: Bool
    ) -> Bool {
        var isAsked = false
        let steps = clocks.denseStep.pointer
        for lane in 0..<lanes {
            steps[lane] = 0
            guard lane < active, !clocks.wasRejected[lane] else { continue }
            let next = clocks.cursor[lane]
            guard
                all
                    || reaches(request.outputTimes[next], lane: lane)
                        && theta(request, output: next, lane: lane) != 1
            else { continue }
            steps[lane] = clocks.scalarStep.pointer[lane]
            isAsked = true
        }
        return isAsked
    }

    /// Evaluates the stages that only dense output needs. Lanes without an output in their step take a step of 0 here, so that
    /// nothing overflows in them, and are not counted.
    func evaluateDenseStages(active: Int, lanes: Int, _ parameters: UnsafePointer<Scalar>) {
        guard !method.denseNodes.isEmpty else { return }
        computeDenseStages(lanes: lanes, parameters)
        for lane in 0..<active where clocks.denseStep.pointer[lane] != 0 {
            records.statistics[clocks.row[lane]].evaluations += method.denseNodes.count
        }
    }

    /// States and derivatives of the stages for dense output, of lanes that go `clocks.denseStep` far.
    func computeDenseStages(lanes: Int, _ parameters: UnsafePointer<Scalar>) {
        for (index, row) in coefficients.denseStages.enumerated() {
            let stage = method.stages + index
            row.withUnsafeBufferPointer { row in
                Scalar.combine(
                    y0: state(0), y0Stride: stride, h: clocks.denseStep.pointer, k: stages, stageStride: stageStride,
                    kStride: stride, coefficients: row.baseAddress!, stages: row.count, y: state(stage),
                    yStride: stride, features: features, lanes: lanes)
            }
            evaluate(stage, lanes: lanes, parameters: parameters, at: method.denseNodes[index])
        }
    }

    /// q_p = h Σ dense[p][i] kᵢ for every power and lane.
    func makePolynomial(lanes: Int) {
        for (power, weights) in coefficients.dense.enumerated() {
            weights.withUnsafeBufferPointer { weights in
                Scalar.combine(
                    y0: zeros.pointer, y0Stride: capacity, h: clocks.scalarStep.pointer, k: stages,
                    stageStride: stageStride, kStride: stride, coefficients: weights.baseAddress!,
                    stages: weights.count,
                    y: polynomial.pointer + power * features * capacity, yStride: capacity,
                    features: features, lanes: lanes)
            }
        }
    }

    /// Answers the outputs `clocks.firstInner ..< clocks.endInner` of every lane.
    func interpolateGroups(
        _ request: BlockRequest<Scalar>, active: Int, lanes: Int, _ outputs: UnsafeMutablePointer<Scalar>
    ) {
        for lane in active..<lanes { clocks.endInner[lane] = clocks.firstInner[lane] }
        for group in Swift.stride(from: 0, to: lanes, by: LaneBlock.width) {
            let isGroup = standAlike(group, rows: clocks.row)
            for lane in group..<group + LaneBlock.width where clocks.firstInner[lane] < clocks.endInner[lane] {
                if isGroup, clocks.row[lane] == lane { continue }
                interpolate(request, lane: lane, clocks.firstInner[lane]..<clocks.endInner[lane], outputs)
                clocks.endInner[lane] = clocks.firstInner[lane]
            }
            guard isGroup else { continue }
            Scalar.interpolateGroup(
                times: request.outputTimes, offsets: request.outputOffsets + group, begin: clocks.firstInner + group,
                end: clocks.endInner + group, start: clocks.time + group, step: clocks.step + group,
                y0: state(0) + group, y0Stride: stride, q: polynomial.pointer + group,
                powerStride: features * capacity, qStride: capacity, powers: method.dense.count,
                alternates: method.denseBasis == .alternating, y: outputs + group,
                outputStride: features * capacity, yStride: capacity, features: features)
        }
    }

    /// Answers `inner` of the outputs of the row in `lane`.
    @inline(__always)
    func interpolate(
        _ request: BlockRequest<Scalar>, lane: Int, _ inner: Range<Int>, _ outputs: UnsafeMutablePointer<Scalar>
    ) {
        let row = clocks.row[lane]
        Scalar.interpolate(
            times: request.outputTimes + (request.outputOffsets[row] + inner.lowerBound), count: inner.count,
            start: clocks.time[lane], step: clocks.step[lane], y0: state(0) + lane, y0Stride: stride,
            q: polynomial.pointer + lane, powerStride: features * capacity, qStride: capacity,
            powers: method.dense.count, alternates: method.denseBasis == .alternating,
            y: outputs + (inner.lowerBound * features * capacity + row), outputStride: features * capacity,
            yStride: capacity, features: features)
    }

    /// Pulls the outputs `clocks.firstInner ..< clocks.endInner` of every lane back to `adjoint.base` and `adjoint.polynomial`.
    func pullBackGroups(
        _ outputCotangents: UnsafePointer<Scalar>, _ request: BlockRequest<Scalar>, active: Int, lanes: Int
    ) {
        for lane in active..<lanes { clocks.endInner[lane] = clocks.firstInner[lane] }
        for group in Swift.stride(from: 0, to: lanes, by: LaneBlock.width) {
            let isGroup = standAlike(group, rows: adjoint.rowOfLane)
            for lane in group..<group + LaneBlock.width where clocks.firstInner[lane] < clocks.endInner[lane] {
                if isGroup, adjoint.rowOfLane[lane] == lane { continue }
                pullBackInner(
                    outputCotangents, request, row: adjoint.rowOfLane[lane], lane: lane,
                    clocks.firstInner[lane]..<clocks.endInner[lane], start: clocks.time[lane], step: clocks.step[lane])
                clocks.endInner[lane] = clocks.firstInner[lane]
            }
            guard isGroup else { continue }
            Scalar.interpolateGroupPullback(
                times: request.outputTimes, offsets: request.outputOffsets + group, begin: clocks.firstInner + group,
                end: clocks.endInner + group, start: clocks.time + group, step: clocks.step + group,
                g: outputCotangents + group, outputStride: features * capacity, gStride: capacity,
                dy0: adjoint.base.pointer + group, dy0Stride: capacity, dq: adjoint.polynomial.pointer + group,
                powerStride: features * capacity, dqStride: capacity, powers: method.dense.count,
                alternates: method.denseBasis == .alternating, features: features)
        }
    }

    /// Pulls `inner` of the outputs of `row`, in `lane`, back to `adjoint.base` and `adjoint.polynomial`.
    @inline(__always)
    func pullBackInner(
        _ outputCotangents: UnsafePointer<Scalar>, _ request: BlockRequest<Scalar>, row: Int, lane: Int,
        _ inner: Range<Int>, start: Double, step: Double
    ) {
        Scalar.interpolatePullback(
            times: request.outputTimes + (request.outputOffsets[row] + inner.lowerBound), count: inner.count,
            start: start, step: step, g: outputCotangents + (inner.lowerBound * features * capacity + row),
            outputStride: features * capacity, gStride: capacity, dy0: adjoint.base.pointer + lane,
            dy0Stride: capacity, dq: adjoint.polynomial.pointer + lane, powerStride: features * capacity,
            dqStride: capacity, powers: method.dense.count, alternates: method.denseBasis == .alternating,
            features: features)
    }

    /// Whether enough lanes of a group stand where their rows do and have outputs of the same numbers: the others are left out.
    private func standAlike(_ group: Int, rows: UnsafePointer<Int>) -> Bool {
        var low = Int.max
        var high = 0
        var count = 0
        for lane in group..<group + LaneBlock.width
        where rows[lane] == lane && clocks.firstInner[lane] < clocks.endInner[lane] {
            low = min(low, clocks.firstInner[lane])
            high = max(high, clocks.endInner[lane])
            count += clocks.endInner[lane] - clocks.firstInner[lane]
        }
        // Measured: what an output of one lane costs, against one of the whole group.
        return count > 0 && count * features >= (high - low) * (8 + 3 * features)
    }
}
