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
            precondition(size != 0, "a fixed step of zero")
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
                throw .nonFinite(
                    row: clocks.row[lane], time: clocks.time[lane],
                    step: clocks.step[lane].isFinite ? clocks.step[lane] : 0,
                    statistics: records.statistics[clocks.row[lane]])
            }
        }
    }

    /// Hairer, Nørsett, Wanner 1993, section II.4: a step from the sizes of y, y' and, by one more evaluation, y''.
    private func chooseFirstSteps(
        _ relative: Double, _ absolute: Double, active: Int, lanes: Int, _ parameters: UnsafePointer<Scalar>
    ) {
        let y = state(0)
        let k = stages
        let judged = dynamics.judgedFeatures
        let count = Double(judged)
        func norm(_ lane: Int, _ value: (Int) -> Double) -> Double {
            var sum = 0.0
            for feature in 0..<judged {
                let index = feature * stride + lane
                let ratio = value(index) / (absolute + relative * abs(Double(y[index])))
                sum += ratio * ratio
            }
            return (sum / count).squareRoot()
        }
        var sizes = [Double](repeating: 0, count: lanes)
        var slopes = sizes
        for lane in 0..<active {
            let d0 = norm(lane) { Double(y[$0]) }
            let d1 = norm(lane) { Double(k[$0]) }
            slopes[lane] = d1
            sizes[lane] = d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : 0.01 * d0 / d1
            clocks.step[lane] *= sizes[lane]
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
        var steepest = [Double](repeating: 1, count: lanes)
        for lane in 0..<active {
            records.statistics[clocks.row[lane]].evaluations += 1
            let d2 = norm(lane) { Double(k[$0 + stageStride]) - Double(k[$0]) } / sizes[lane]
            steepest[lane] = max(slopes[lane], d2)
            if !(d2.isFinite && slopes[lane].isFinite) { steepest[lane] = .nan }
        }
        var powers = steepest.map { 0.01 / $0 }
        Self.raise(&powers, to: 1 / Double(method.errorPower))
        for lane in 0..<active {
            let next = steepest[lane] <= 1e-15 ? max(1e-6, sizes[lane] * 1e-3) : powers[lane]
            clocks.step[lane] = min(100 * sizes[lane], next) * (clocks.step[lane] < 0 ? -1 : 1)
            if steepest[lane].isNaN { clocks.step[lane] = .nan }
        }
    }

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
        let last = method.stages - 1
        let error = clocks.error.pointer
        let factor = clocks.factor.pointer
        // Logarithms and exponentials by our own kernels, so that step sizes are the same bits everywhere.
        let floor = Scalar(1e-10)
        for lane in 0..<lanes { factor[lane] = error[lane] > floor ? error[lane] : floor }
        Scalar.map(.log, x: factor, xStride: lanes, y: factor, yStride: lanes, features: 1, lanes: lanes)
        let order = Scalar(method.errorPower)
        let b1 = Scalar(controller.proportional + controller.integral + controller.derivative) / order
        let b2 = -Scalar(controller.proportional + 2 * controller.derivative) / order
        let b3 = Scalar(controller.derivative) / order
        var accepted = 0
        for lane in 0..<active {
            let log = factor[lane]
            let isAccepted = error[lane] <= 1
            clocks.wasRejected[lane] = !isAccepted
            if isAccepted {
                factor[lane] = -(b1 * log + b2 * clocks.lastError[lane] + b3 * clocks.errorBefore[lane])
                clocks.errorBefore[lane] = clocks.lastError[lane]
                clocks.lastError[lane] = log
            } else {
                factor[lane] = -b1 * log
            }
        }
        Scalar.map(.exp, x: factor, xStride: lanes, y: factor, yStride: lanes, features: 1, lanes: lanes)
        let safety = Scalar(controller.safety)
        let least = Scalar(controller.limits.lowerBound)
        let most = Scalar(controller.limits.upperBound)
        for lane in 0..<active {
            let row = clocks.row[lane]
            records.statistics[row].evaluations += last
            let isAccepted = !clocks.wasRejected[lane]
            var change = safety * factor[lane]
            if isAccepted {
                accepted += 1
                records.statistics[row].accepted += 1
            } else {
                records.statistics[row].rejected += 1
                if !(change <= 1) { change = least }
            }
            change = change < least ? least : change > most ? most : change
            factor[lane] = change
            try check(lane: lane, nextStep: clocks.step[lane] * Double(change), isFinite: error[lane].isFinite)
        }
        return accepted
    }

    /// The error of each lane's step in units of the tolerance.
    func measureErrors(_ relative: Double, _ absolute: Double, lanes: Int) {
        func measure(_ weights: [Scalar], into norms: UnsafeMutablePointer<Scalar>) {
            weights.withUnsafeBufferPointer { weights in
                Scalar.errorNorm(
                    y0: state(0), y1: state(method.stages - 1), yStride: stride, h: clocks.scalarStep.pointer,
                    k: stages, stageStride: stageStride, kStride: stride, coefficients: weights.baseAddress!,
                    stages: weights.count, relative: Scalar(relative), absolute: Scalar(absolute),
                    features: dynamics.judgedFeatures, lanes: lanes, into: norms)
            }
        }
        let error = clocks.error.pointer
        measure(coefficients.error, into: error)
        guard !coefficients.secondError.isEmpty else { return }
        let second = clocks.secondError.pointer
        measure(coefficients.secondError, into: second)
        for lane in 0..<lanes where error[lane] > 0 {
            // e₁² / √(e₁² + 0.01 e₂²), without squares that overflow.
            let ratio = second[lane] / error[lane]
            error[lane] = second[lane].isFinite ? error[lane] / (1 + 0.01 * ratio * ratio).squareRoot() : second[lane]
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

    private func check(lane: Int, nextStep: Double, isFinite: Bool) throws(SolverError) {
        let row = clocks.row[lane]
        let time = clocks.time[lane]
        if records.statistics[row].accepted + records.statistics[row].rejected > options.maximumSteps {
            throw .tooManySteps(row: row, time: time, step: nextStep, statistics: records.statistics[row])
        }
        if records.statistics[row].evaluations > options.maximumEvaluations {
            throw .tooManyEvaluations(row: row, time: time, step: nextStep, statistics: records.statistics[row])
        }
        let isBelow = abs(nextStep) < options.smallestStep && abs(nextStep) < abs(clocks.step[lane])
        if time + nextStep == time || Scalar(nextStep) == 0 || isBelow {
            throw isFinite
                ? .stepTooSmall(row: row, time: time, step: nextStep, statistics: records.statistics[row])
                : .nonFinite(row: row, time: time, step: nextStep, statistics: records.statistics[row])
        }
    }

    /// Where the field may not be evaluated past the end, ends the step there.
    func shorten(_ request: BlockRequest<Scalar>, lane: Int) {
        guard !options.mayPassEnd else { return }
        clocks.proposed[lane] = clocks.step[lane]
        let rest = request.outputTimes[clocks.end[lane] - 1] - clocks.time[lane]
        // A step that would leave a small rest takes it along; the error test has the last word.
        if abs(clocks.step[lane]) * 1.1 > abs(rest) { clocks.step[lane] = rest }
    }

    /// Raises every base to `exponent` through our own kernels, in `Double`; their number is that of padded lanes.
    private static func raise(_ bases: inout [Double], to exponent: Double) {
        bases.withUnsafeMutableBufferPointer { bases in
            guard let p = bases.baseAddress else { return }
            let lanes = bases.count
            Double.map(.log, x: p, xStride: lanes, y: p, yStride: lanes, features: 1, lanes: lanes)
            for lane in 0..<lanes { p[lane] *= exponent }
            Double.map(.exp, x: p, xStride: lanes, y: p, yStride: lanes, features: 1, lanes: lanes)
        }
    }
}
