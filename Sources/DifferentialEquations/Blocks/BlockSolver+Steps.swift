import Differentiation
import Lanes

extension BlockSolver {
    /// Tests every lane's error and prepares the factor of its next step. Returns how many steps were accepted.
    func judge(
        _ request: BlockRequest<Scalar>, active: Int, lanes: Int
    ) throws(SolverError) -> Int {
        guard case .adaptive(let relative, let absolute, let controller) = control else {
            return try passAll(active: active)
        }
        measureErrors(relative, absolute, lanes: lanes)
        return try chooseSteps(controller, active: active, lanes: lanes)
    }

    /// Accepts the lanes whose `clocks.error` is at most 1 and prepares the factor of every lane's next step. Returns how many
    /// were accepted.
    func chooseSteps(_ controller: PIDController, active: Int, lanes: Int) throws(SolverError) -> Int {
        let error = clocks.error.pointer
        let factor = clocks.factor.pointer
        StepController(controller, errorPower: method.errorPower).judge(
            error: error, factor: factor, lastError: clocks.lastError, errorBefore: clocks.errorBefore, active: active,
            lanes: lanes)
        let evaluations = method.stages - 1
        var accepted = 0
        for lane in 0..<active {
            let row = clocks.row[lane]
            let isAccepted = error[lane] <= 1
            clocks.wasRejected[lane] = !isAccepted
            records.statistics[row].evaluations += evaluations
            if isAccepted {
                accepted += 1
                records.statistics[row].accepted += 1
            } else {
                records.statistics[row].rejected += 1
            }
            try check(
                lane: lane, nextStep: clocks.step[lane] * Double(factor[lane]), isFinite: error[lane].isFinite)
        }
        return accepted
    }

    /// The error of each lane's step in units of the tolerance.
    func measureErrors(_ relative: Double, _ absolute: Double, lanes: Int) {
        func measure(_ weights: [Scalar], into norms: UnsafeMutablePointer<Scalar>) {
            weights.withUnsafeBufferPointer { weights in
                guard let first = weights.baseAddress else { return }
                Scalar.errorNorm(
                    y0: state(0), y1: state(method.stages - 1), yStride: stride, h: clocks.scalarStep.pointer,
                    k: stages, stageStride: stageStride, kStride: stride, coefficients: first, stages: weights.count,
                    relative: Scalar(relative), absolute: Scalar(absolute), features: memory.judgedFeatures,
                    lanes: lanes, into: norms)
            }
        }
        let error = clocks.error.pointer
        measure(coefficients.error, into: error)
        guard !coefficients.secondError.isEmpty else { return }
        let second = clocks.secondError.pointer
        measure(coefficients.secondError, into: second)
        for lane in 0..<lanes where error[lane] > 0 {
            error[lane] = StepController.combine(error[lane], second[lane])
        }
    }

    private func passAll(active: Int) throws(SolverError) -> Int {
        let y = state(method.stages - 1)
        for lane in 0..<active {
            let row = clocks.row[lane]
            clocks.wasRejected[lane] = false
            clocks.factor.pointer[lane] = 1
            records.statistics[row].accepted += 1
            records.statistics[row].evaluations += method.stages - 1
            var isFinite = true
            for feature in 0..<features { isFinite = isFinite && y[feature * stride + lane].isFinite }
            guard isFinite else {
                throw .nonFinite(
                    row: row, time: clocks.time[lane], step: clocks.step[lane], statistics: records.statistics[row])
            }
            try check(lane: lane, nextStep: clocks.step[lane], isFinite: true)
        }
        return active
    }

    @inline(__always)
    private func check(lane: Int, nextStep: Double, isFinite: Bool) throws(SolverError) {
        let row = clocks.row[lane]
        do throws(SolverError) {
            try options.check(
                Scalar.self, row: row, time: clocks.time[lane], tried: clocks.step[lane], next: nextStep,
                isFinite: isFinite, statistics: records.statistics[row])
        } catch {
            throw zeroTolerance(error, lane: lane)
        }
    }

    /// The same error, or the one that names the tolerance where that is zero for a feature of the lane's state.
    func zeroTolerance(_ error: SolverError, lane: Int) -> SolverError {
        guard case .nonFinite(let row, let time, _, _) = error, case .adaptive(_, 0, _) = control,
            let feature = (0..<memory.judgedFeatures).first(where: { state(0)[$0 * stride + lane] == 0 })
        else { return error }
        return .zeroTolerance(row: row, time: time, feature: feature)
    }

    /// Where the field may not be evaluated past the end, ends the step there.
    func shorten(_ request: BlockRequest<Scalar>, lane: Int) {
        guard !options.mayPassEnd else { return }
        clocks.proposed[lane] = clocks.step[lane]
        let rest = request.outputTimes[clocks.end[lane] - 1] - clocks.time[lane]
        // A step that would leave a small rest takes it along; the error test has the last word.
        if abs(clocks.step[lane]) * 1.1 > abs(rest) { clocks.step[lane] = rest }
    }
}
