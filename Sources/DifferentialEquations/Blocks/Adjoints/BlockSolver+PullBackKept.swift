import Lanes

/// The pullback of recordings that keep the stages: it walks the iterations in reverse, each lane where it stood.
extension BlockSolver {
    /// Pulls the steps back whose stages were kept, `cotangents` being those of the rows' states at the end.
    func pullBackKeptSteps(
        _ outputCotangents: UnsafePointer<Scalar>, request: BlockRequest<Scalar>, parameters: UnsafePointer<Scalar>,
        gradient: UnsafeMutablePointer<Scalar>, cotangents: UnsafeMutablePointer<Scalar>
    ) {
        active = 0
        for iteration in (0..<tape.keptIterations).reversed() {
            use(step: iteration)
            let entries = tape.entries(iteration)
            let lanes = stand(entries, iteration: iteration, cotangents)
            var isRejected = false
            for lane in 0..<active where entries[lane].step == 0 {
                isRejected = true
                hand(lane, to: Int(entries[lane].row), cotangents)
                clear(lane)
            }
            pullBackStep(
                outputCotangents, request: request, parameters: parameters, gradient: gradient, lanes: lanes,
                isKept: true)
            guard isRejected else { continue }
            for lane in 0..<active where entries[lane].step == 0 {
                take(lane, from: Int(entries[lane].row), cotangents)
            }
        }
        for lane in 0..<active { hand(lane, to: adjoint.rowOfLane[lane], cotangents) }
    }

    /// Brings every row's cotangents to the lane that it had in an iteration, from the one after. Returns the lanes, padded.
    private func stand(
        _ entries: UnsafePointer<StepRecord>, iteration: Int, _ cotangents: UnsafeMutablePointer<Scalar>
    ) -> Int {
        let rowOfLane = adjoint.rowOfLane
        var count = active
        while count < capacity, entries[count].row >= 0 { count += 1 }
        let lanes = LaneBlock.paddedLanes(for: count)
        if count > active {
            for lane in 0..<active where rowOfLane[lane] != Int(entries[lane].row) {
                hand(lane, to: rowOfLane[lane], cotangents)
            }
            for lane in 0..<count where lane >= active || rowOfLane[lane] != Int(entries[lane].row) {
                rowOfLane[lane] = Int(entries[lane].row)
                take(lane, from: rowOfLane[lane], cotangents)
            }
            for lane in count..<lanes { clear(lane) }
            active = count
        }
        for lane in 0..<count {
            adjoint.entryOfLane[lane] = Int32(iteration * capacity + lane)
            clocks.time[lane] = entries[lane].time
            clocks.step[lane] = entries[lane].step
            adjoint.step.pointer[lane] = Scalar(entries[lane].step)
        }
        for lane in count..<lanes { adjoint.step.pointer[lane] = 0 }
        return lanes
    }

    /// Hands the cotangents of `lane` in for `row`.
    func hand(_ lane: Int, to row: Int, _ cotangents: UnsafeMutablePointer<Scalar>) {
        for feature in 0..<features {
            let index = feature * capacity
            cotangents[index + row] = adjoint.state.pointer[index + lane]
            adjoint.firstSlope.pointer[index + row] = adjoint.slope.pointer[index + lane]
        }
    }

    /// Gives `lane` the cotangents of `row`.
    func take(_ lane: Int, from row: Int, _ cotangents: UnsafePointer<Scalar>) {
        for feature in 0..<features {
            let index = feature * capacity
            adjoint.state.pointer[index + lane] = cotangents[index + row]
            adjoint.slope.pointer[index + lane] = adjoint.firstSlope.pointer[index + row]
        }
    }

    private func clear(_ lane: Int) {
        for feature in 0..<features {
            adjoint.state.pointer[feature * capacity + lane] = 0
            adjoint.slope.pointer[feature * capacity + lane] = 0
        }
    }
}
