import Lanes

/// The pullback of steps whose stages were not kept: along each row's own chain of steps.
extension BlockSolver {
    /// Gives lanes to the rows that took steps, most steps first, so that rows with steps left are always the first lanes.
    func align(_ cotangents: UnsafePointer<Scalar>) -> Int {
        var count = 0
        let order = adjoint.rowOfLane
        // By insertion: of rows with equally many steps, the first stays first.
        for row in 0..<rows where records.lastEntry[row] >= tape.firstChained {
            var lane = count
            while lane > 0, records.steps[order[lane - 1]] < records.steps[row] {
                order[lane] = order[lane - 1]
                lane -= 1
            }
            order[lane] = row
            count += 1
        }
        for lane in 0..<count {
            adjoint.entryOfLane[lane] = records.lastEntry[order[lane]]
            take(lane, from: order[lane], cotangents)
        }
        return count
    }

    /// Brings each lane's step start into stage 0.
    func gather(active: Int, lanes: Int) {
        let y = state(0)
        let k = stages
        let features = self.features
        for lane in 0..<active {
            let entry = Int(adjoint.entryOfLane[lane])
            let kept = tape.state(entry / capacity) + entry % capacity
            for feature in 0..<features {
                y[feature * stride + lane] = kept[feature * capacity]
                k[feature * stride + lane] = kept[(features + feature) * capacity]
            }
            let record = tape.entries[entry]
            clocks.time[lane] = record.time
            clocks.step[lane] = record.step
            adjoint.step.pointer[lane] = Scalar(record.step)
        }
        // Lanes without a row stand still where the first one starts: at a place where the field has a value.
        for lane in active..<lanes {
            clocks.time[lane] = clocks.time[0]
            clocks.step[lane] = 0
            adjoint.step.pointer[lane] = 0
            for feature in 0..<features {
                y[feature * stride + lane] = y[feature * stride]
                k[feature * stride + lane] = k[feature * stride]
                adjoint.state.pointer[feature * capacity + lane] = 0
                adjoint.slope.pointer[feature * capacity + lane] = 0
            }
        }
    }

    func recompute(lanes: Int, _ parameters: UnsafePointer<Scalar>) {
        for stage in 1..<method.stages {
            coefficients.a[stage].withUnsafeBufferPointer { row in
                Scalar.combine(
                    y0: state(0), y0Stride: stride, h: adjoint.step.pointer, k: stages, stageStride: stageStride,
                    kStride: stride, coefficients: row.baseAddress!, stages: row.count, y: state(stage),
                    yStride: stride, features: features, lanes: lanes)
            }
            evaluate(stage, lanes: lanes, parameters: parameters, at: method.c[stage])
        }
    }

    /// Computes the stages for dense output again for the lanes with outputs within their steps.
    func recomputeDenseStages(active: Int, lanes: Int, _ parameters: UnsafePointer<Scalar>) {
        guard !method.denseNodes.isEmpty else { return }
        computeDenseStages(lanes: lanes, parameters)
        for lane in 0..<active where clocks.denseStep.pointer[lane] != 0 {
            backwardEvaluations += method.denseNodes.count
        }
    }

    /// Moves each lane to its row's previous step; rows without one store their results. Returns the number of lanes left.
    func retreat(active: Int, _ cotangents: UnsafeMutablePointer<Scalar>) -> Int {
        var remaining = active
        for lane in 0..<active {
            let previous = tape.entries[Int(adjoint.entryOfLane[lane])].previous
            adjoint.entryOfLane[lane] = previous
            guard previous < tape.firstChained else { continue }
            remaining -= 1
            hand(lane, to: adjoint.rowOfLane[lane], cotangents)
        }
        return remaining
    }
}
