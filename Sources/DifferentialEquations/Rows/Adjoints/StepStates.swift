import Lanes

/// Gives the steps of a tape back in reverse order: as they were kept, or taken again from checkpoints.
final class StepStates<Scalar: LaneScalar> {
    private struct Checkpoint {
        var segment: Int
        var step: Int
        var state: [Scalar]
    }

    private let tape: RowTape<Scalar>
    private let replay: (state: RowState<Scalar>, method: any RowMethod<Scalar>)?
    private let budget: Int
    private var kept: [Checkpoint] = []
    /// Steps taken again.
    private(set) var repeatedSteps = 0
    /// The most checkpoints at once.
    private(set) var mostCheckpoints = 0

    /// Steps that were kept whole.
    init(_ tape: RowTape<Scalar>) {
        self.tape = tape
        replay = nil
        budget = 0
    }

    /// Steps that are taken again by `method`, with `bytes` for checkpoints, at least one.
    init(_ tape: RowTape<Scalar>, replay state: RowState<Scalar>, _ method: any RowMethod<Scalar>, bytes: Int) {
        self.tape = tape
        replay = (state, method)
        budget = max(1, bytes / Self.bytes(features: tape.features))
    }

    /// Bytes of a checkpoint: itself, and its array of `features` with 32 bytes of header.
    static func bytes(features: Int) -> Int {
        MemoryLayout<Checkpoint>.stride + 32 + features * MemoryLayout<Scalar>.stride
    }

    /// Step `step` of `segment`; called for the steps in reverse order, once each.
    ///
    /// Checkpoints are a stack; those between the last one and `step` are placed as in Griewank and Walther
    /// (2000).
    func recorded(segment: Int, step: Int) throws(SolverError) -> RecordedStep<Scalar> {
        let piece = tape.segments[segment]
        if let recorded = piece.steps[step].recorded { return recorded }
        guard let replay else { preconditionFailure("a step that was not kept") }
        while let last = kept.last, last.segment != segment || last.step > step { kept.removeLast() }
        if kept.isEmpty { kept.append(Checkpoint(segment: segment, step: 0, state: piece.startState)) }
        mostCheckpoints = max(mostCheckpoints, kept.count)
        var position = kept[kept.count - 1]
        load(position.state)
        while position.step < step {
            let free = budget - kept.count + 1
            let length = step + 1 - position.step
            let isKept = free > 1 && length > 1
            let target =
                isKept
                ? min(step, position.step + BinomialCheckpoints.split(length, checkpoints: free)) : step
            while position.step < target {
                let mark = piece.steps[position.step]
                replay.state.time = mark.time
                guard case .error = replay.method.attempt(mark.step) else {
                    throw .nonFinite(row: 0, time: mark.time, step: mark.step, statistics: replay.state.statistics)
                }
                replay.method.stepWasAccepted(mark.step)
                replay.state.advance(to: mark.time + mark.step)
                repeatedSteps += 1
                position.step += 1
            }
            position.state = Array(UnsafeBufferPointer(start: replay.state.y, count: tape.features))
            if isKept {
                kept.append(position)
                mostCheckpoints = max(mostCheckpoints, kept.count)
            }
        }
        let mark = piece.steps[step]
        load(position.state)
        replay.state.time = mark.time
        guard case .error = replay.method.attempt(mark.step), let recorded = replay.method.record(mark.step) else {
            throw .nonFinite(row: 0, time: mark.time, step: mark.step, statistics: replay.state.statistics)
        }
        return recorded
    }

    private func load(_ values: [Scalar]) {
        guard let replay else { return }
        for feature in values.indices { replay.state.y[feature] = values[feature] }
        replay.state.hasDerivative = false
        replay.method.restart()
    }
}
