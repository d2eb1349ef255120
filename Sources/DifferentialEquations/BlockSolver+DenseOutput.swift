import Lanes

/// Dense output and its pullback, either lane by lane, several outputs at once, or for a group of lanes side by side, one output
/// after the other. The bits are the same.
extension BlockSolver {
    /// Whether groups are worth looking for: with few features, what an output costs is where it lies in the step.
    var looksForGroups: Bool { features >= 8 }

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
