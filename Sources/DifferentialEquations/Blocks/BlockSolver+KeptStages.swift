import Lanes

/// Recordings that keep the stages: every iteration is evaluated in memory of its own.
extension BlockSolver {
    /// Whether the budget has room for the stages of one more iteration.
    var hasRoomForStages: Bool {
        let bytes = bytesPerKeptStep
        return bytes > 0 && (tape.keptIterations + 1) * bytes <= stageMemory
    }

    /// Takes accepted steps over, and rejected ones back, to the stages of the next iteration: kept ones, if there is room.
    ///
    /// - Parameter evaluated: stages that were evaluated, those for dense output included.
    func takeToNextStages(active: Int, evaluated: Int) {
        let lanes = LaneBlock.paddedLanes(for: active)
        let last = (method.stages - 1) * stageStride
        let y = state(0)
        let k = stages
        let kept = tape.keptIterations
        keepsStages = hasRoomForStages
        use(step: keepsStages ? kept : nil)
        for feature in 0..<features {
            let row = feature * stride
            (state(0) + row).update(from: y + (last + row), count: lanes)
            (stages + row).update(from: k + (last + row), count: lanes)
        }
        guard (0..<active).contains(where: { clocks.wasRejected[$0] }) else { return }
        let accepted = (0..<active).first { !clocks.wasRejected[$0] } ?? 0
        for lane in 0..<active where clocks.wasRejected[lane] {
            for feature in 0..<features {
                let place = feature * stride + lane
                state(0)[place] = y[place]
                stages[place] = k[place]
            }
        }
        use(step: kept - 1)
        for lane in 0..<active where clocks.wasRejected[lane] {
            programStages.copy(lane: accepted, to: lane, stages: 1..<evaluated)
        }
        use(step: keepsStages ? kept : nil)
    }
}
