import Differentiation
import Lanes

extension BlockSolver {
    /// Evaluates the first stage and chooses each row's first step.
    func start(
        _ request: BlockRequest<Scalar>, active: Int, _ parameters: UnsafePointer<Scalar>
    ) throws(SolverError) {
        let lanes = LaneBlock.paddedLanes(for: active)
        evaluate(0, lanes: lanes, parameters: parameters, at: 0)
        for lane in 0..<active { records.statistics[clocks.row[lane]].evaluations += 1 }
        switch control {
        case .fixed(let size):
            for lane in 0..<active { clocks.step[lane] *= abs(size) }
        case .adaptive(let relative, let absolute, _):
            if let given = request.firstSteps {
                for lane in 0..<active { clocks.step[lane] *= given[clocks.row[lane]] }
            } else {
                chooseFirstSteps(relative, absolute, active: active, lanes: lanes, parameters)
            }
        }
        for lane in 0..<active {
            shorten(request, lane: lane)
            guard clocks.step[lane].isFinite, clocks.step[lane] != 0 else {
                // No step can be chosen where the field is not finite at the start.
                let error = SolverError.nonFinite(
                    row: clocks.row[lane], time: clocks.time[lane],
                    step: clocks.step[lane].isFinite ? clocks.step[lane] : 0,
                    statistics: records.statistics[clocks.row[lane]])
                throw zeroTolerance(error, lane: lane)
            }
        }
    }

    /// Sets the size of each lane's first step, at the cost of one evaluation.
    private func chooseFirstSteps(
        _ relative: Double, _ absolute: Double, active: Int, lanes: Int, _ parameters: UnsafePointer<Scalar>
    ) {
        let y = state(0)
        let k = stages
        func size(_ lane: Int, _ value: (Int) -> Double) -> Double {
            FirstStep.size(
                features: memory.judgedFeatures, relative: relative, absolute: absolute,
                state: { Double(y[$0 * stride + lane]) }, value: { value($0 * stride + lane) })
        }
        var trials = [Double](repeating: 0, count: active)
        var slopes = trials
        for lane in 0..<active {
            slopes[lane] = size(lane) { Double(k[$0]) }
            trials[lane] = FirstStep.trial(state: size(lane) { Double(y[$0]) }, slope: slopes[lane])
            clocks.step[lane] *= trials[lane]
            let h = Scalar(clocks.step[lane])
            for feature in 0..<features {
                let index = feature * stride + lane
                y[index + stageStride] = y[index] + h * k[index]
            }
        }
        for lane in active..<lanes {
            for feature in 0..<features { y[feature * stride + lane + stageStride] = 0 }
        }
        evaluate(1, lanes: lanes, parameters: parameters, at: 1)
        var changes = trials
        for lane in 0..<active {
            records.statistics[clocks.row[lane]].evaluations += 1
            changes[lane] = size(lane) { Double(k[$0 + stageStride]) - Double(k[$0]) } / trials[lane]
        }
        let sizes = FirstStep.sizes(
            trials: trials, slopes: slopes, changes: changes, errorPower: method.errorPower)
        for lane in 0..<active { clocks.step[lane] = clocks.step[lane] < 0 ? -sizes[lane] : sizes[lane] }
    }
}
