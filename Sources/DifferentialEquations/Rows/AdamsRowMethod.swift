import Lanes

/// Steps of the Adams–Bashforth–Moulton method with variable coefficients, predicted, evaluated, corrected, evaluated
/// (Hairer, Nørsett, Wanner 1993, section III.5; order and step as Shampine and Gordon 1975 choose them).
///
/// The predictor has order k, the corrector k + 1. With steps that adapt, k starts at 1 and goes up to 12. With fixed
/// steps k is 4, after four steps of Dormand–Prince 5(4). As in Shampine and Gordon's code, the estimate may be half the
/// tolerance.
///
/// Notation: φ_j modified divided differences of f, β_j their factors from step to step, g_j coefficients of the integral.
final class AdamsRowMethod<Scalar: LaneScalar>: RowMethod {
    private let state: RowState<Scalar>
    static var greatestOrder: Int { 12 }

    private let starter: ExplicitRowMethod<Scalar>?
    private var k = 1
    private var isStarting = true
    private var stepsOfThisOrder = 0
    /// Times t_n, t_{n−1}, … of the derivatives that φ holds.
    private var times: [Double] = []
    /// φ_j(n), `(greatestOrder + 3)(features)`.
    private let differences: LaneBuffer<Scalar>
    /// φ*_j(n) = β_j φ_j(n) of the step being tried.
    private let scaled: LaneBuffer<Scalar>
    /// φ_j(n+1) of the predicted state.
    private let predicted: LaneBuffer<Scalar>
    private let scratch: LaneBuffer<Scalar>
    private var g: [Double]
    private var c: [Double]
    private var wasStarterStep = false
    private var lowerError = Double.infinity
    private var lowestError = Double.infinity
    private var errorNow = 0.0

    init(_ state: RowState<Scalar>, fixed: Bool) {
        let n = state.features
        let rows = Self.greatestOrder + 3
        differences = LaneBuffer(count: rows * n)
        scaled = LaneBuffer(count: rows * n)
        predicted = LaneBuffer(count: rows * n)
        scratch = LaneBuffer(count: 2 * n)
        g = Array(repeating: 0, count: rows)
        c = Array(repeating: 0, count: rows + 1)
        starter = fixed ? ExplicitRowMethod(state, .dormandPrince54) : nil
        self.state = state
    }

    var errorPower: Int { k + 1 }

    func restart() {
        times.removeAll(keepingCapacity: true)
        k = 1
        isStarting = true
        stepsOfThisOrder = 0
    }

    /// Steps are kept equal where nothing is lost by it: the coefficients are then those of the classical formulas.
    func adjusted(_ factor: Double) -> Double {
        if isStarting { return min(max(factor, 0.2), 2) }
        if factor >= 2 { return 2 }
        if factor >= 1 { return 1 }
        return min(max(factor, 0.5), 0.9)
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func attempt(_ h: Double) -> StepAttempt {
        let n = state.features
        state.needDerivative()
        if times.isEmpty {
            differences.pointer.update(from: state.f, count: n)
            times.append(state.time)
        }
        if let starter {
            wasStarterStep = times.count < 4
            k = min(times.count, 4)
            if wasStarterStep {
                let attempt = starter.attempt(h)
                scaleDifferences(h, upTo: times.count - 1)
                return attempt
            }
        }
        let most = min(k, times.count - 1)
        scaleDifferences(h, upTo: most)
        integrate(h, upTo: k + 1)
        let size = Scalar(h)
        let p = scratch.pointer
        for feature in 0..<n {
            var sum: Scalar = 0
            for j in (0..<k).reversed() { sum += Scalar(g[j]) * scaled.pointer[j * n + feature] }
            p[feature] = state.y[feature] + size * sum
        }
        let time = state.time + h
        state.field.evaluate(time, p, predicted.pointer)
        difference(predicted.pointer, upTo: most + 1)
        let weight = size * Scalar(g[k])
        for feature in 0..<n { state.y1[feature] = p[feature] + weight * predicted.pointer[k * n + feature] }
        errorNow = estimate(h, k)
        lowerError = k > 1 ? estimate(h, k - 1) : .infinity
        lowestError = k > 2 ? estimate(h, k - 2) : .infinity
        state.field.evaluate(time, state.y1, state.f1)
        state.hasNewDerivative = true
        return .error(starter == nil ? 2 * errorNow : 0)
    }

    /// φ*_j = β_j φ_j.
    @inline(__always)
    private func scaleDifferences(_ h: Double, upTo most: Int) {
        let n = state.features
        let next = state.time + h
        var beta = 1.0
        for j in 0...most {
            if j > 0 { beta *= (next - times[j - 1]) / (times[0] - times[j]) }
            let factor = Scalar(beta)
            for feature in 0..<n {
                scaled.pointer[j * n + feature] = factor * differences.pointer[j * n + feature]
            }
        }
    }

    /// g_j = c_{j,1}; c_{0,q} = 1/q, c_{j,q} = c_{j−1,q} − c_{j−1,q+1} h / (t_{n+1} − t_{n−j+1}).
    @inline(__always)
    private func integrate(_ h: Double, upTo most: Int) {
        let next = state.time + h
        for q in 0...most { c[q] = 1 / Double(q + 1) }
        g[0] = 1
        for j in 1..<max(most, 1) {
            let ratio = j == 1 ? 1 : h / (next - times[j - 1])
            for q in 0...(most - j) { c[q] -= c[q + 1] * ratio }
            g[j] = c[0]
        }
    }

    /// φ_{j+1}(n+1) = φ_j(n+1) − φ*_j(n), from φ_0 on.
    @inline(__always)
    private func difference(_ target: UnsafeMutablePointer<Scalar>, upTo most: Int) {
        let n = state.features
        for j in 0..<most {
            for feature in 0..<n {
                target[(j + 1) * n + feature] = target[j * n + feature] - scaled.pointer[j * n + feature]
            }
        }
    }

    /// The size of h (g_k − g_{k−1}) φ_k: what the corrector of order k + 1 adds to that of order k.
    @inline(__always)
    private func estimate(_ h: Double, _ k: Int) -> Double {
        let n = state.features
        let weight = Scalar(h * (g[k] - g[k - 1]))
        let error = scratch.pointer + n
        for feature in 0..<n { error[feature] = weight * predicted.pointer[k * n + feature] }
        return state.norm(error)
    }

    func stepWasRejected(_ h: Double) {
        isStarting = false
        stepsOfThisOrder = 0
        if k > 1, lowerError < errorNow { k -= 1 }
    }

    func stepWasAccepted(_ h: Double) {
        let n = state.features
        let kept = wasStarterStep ? times.count : min(k, times.count - 1) + 1
        let target = differences.pointer
        target.update(from: state.f1, count: n)
        difference(target, upTo: kept)
        times.insert(state.time + h, at: 0)
        if times.count > Self.greatestOrder + 2 { times.removeLast() }
        stepsOfThisOrder += 1
        wasStarterStep = false
        guard starter == nil else { return }
        chooseOrder(h, available: kept)
    }

    private func chooseOrder(_ h: Double, available: Int) {
        let highest = min(Self.greatestOrder, times.count - 1)
        let isLowerBetter = k > 1 && max(lowerError, k > 2 ? lowestError : 0) <= (k > 2 ? errorNow : 0.5 * errorNow)
        if isLowerBetter {
            k -= 1
            isStarting = false
            stepsOfThisOrder = 0
            return
        }
        if isStarting {
            if k < highest {
                k += 1
                stepsOfThisOrder = 0
            }
            return
        }
        guard k < highest, available > k, stepsOfThisOrder > k else { return }
        let n = state.features
        let weight = Scalar(abs(h) * Self.constantCorrection[k + 1])
        let error = scratch.pointer + n
        for feature in 0..<n { error[feature] = weight * differences.pointer[(k + 1) * n + feature] }
        let higher = state.norm(error)
        if k > 1, lowerError <= min(errorNow, higher) {
            k -= 1
            stepsOfThisOrder = 0
        } else if higher < (k > 1 ? errorNow : 0.5 * errorNow) {
            k += 1
            stepsOfThisOrder = 0
        }
    }

    /// |γ*_j| of equal steps: γ*_0 = 1, Σ_{i ≤ j} γ*_i / (j + 1 − i) = 0.
    private static var constantCorrection: [Double] { adamsMoultonCoefficients }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func makePolynomial(_ h: Double) {
        if wasStarterStep, let starter { return starter.makePolynomial(h) }
        let n = state.features
        let degree = min(k, times.count - 1) + 1
        state.polynomial.begin(at: state.time, step: h, from: state.y1, shift: 1, powers: degree + 1)
        // φ_j(n+1) of the corrected state, into `predicted`.
        predicted.pointer.update(from: state.f1, count: n)
        difference(predicted.pointer, upTo: degree)
        let end = state.time + h
        let coefficients = state.polynomial.coefficients
        coefficients.update(repeating: 0, count: (degree + 1) * n)
        // Π (τ + a_i) / b_i in powers of τ = (t − t_{n+1}) / h.
        var product = [1.0]
        for j in 0...degree {
            for (power, factor) in product.enumerated() {
                let weight = Scalar(h * factor / Double(power + 1))
                for feature in 0..<n {
                    coefficients[power * n + feature] += weight * predicted.pointer[j * n + feature]
                }
            }
            guard j < degree else { break }
            let a = j == 0 ? 0 : (end - times[j - 1]) / h
            let b = (end - times[j]) / h
            var next = [Double](repeating: 0, count: product.count + 1)
            for (power, factor) in product.enumerated() {
                next[power] += factor * a / b
                next[power + 1] += factor / b
            }
            product = next
        }
    }
}

/// |γ*_j| for j up to 14.
private let adamsMoultonCoefficients: [Double] = {
    var values = [1.0]
    for j in 1...14 {
        var sum = 0.0
        for i in 0..<j { sum += values[i] / Double(j + 1 - i) }
        values.append(-sum)
    }
    return values.map(abs)
}()
