import Foundation

/// A block of at most three states with one kind of dynamics: x(t + Δ) = A(Δ) x(t) + ε, ε ~ N(0, Q(Δ)).
///
/// States are free of units of time where the process has a rate: derivatives of a Matérn process are divided by powers of
/// λ = √(2ν) / lengthScale, so that A is a function of u = λΔ alone, and Q that times the variance (Särkkä, Solin 2019, section
/// 12.3). Matrices are stored row by row, (size)(size).
struct ProcessBlock: Sendable {
    enum Kind: Sendable {
        case constant
        case matern12(rate: Double)
        case matern32(rate: Double)
        case matern52(rate: Double)
        case level
        case slope
        /// Angular frequency and rate of decay.
        case oscillator(frequency: Double, rate: Double)
    }

    let kind: Kind
    /// Variance of a stationary process, diffusion² of others.
    let variance: Double
    /// Variances of value and slope at the origin, of processes that are not stationary.
    let startVariance: Double
    let startSlopeVariance: Double
    /// Where the block's state begins in the model's.
    let offset: Int
    /// Which component of the model it belongs to.
    let component: Int

    init(
        _ kind: Kind, variance: Double, startVariance: Double = 0, startSlopeVariance: Double = 0, offset: Int,
        component: Int
    ) {
        self.kind = kind
        self.variance = variance
        self.startVariance = startVariance
        self.startSlopeVariance = startSlopeVariance
        self.offset = offset
        self.component = component
    }

    var size: Int {
        switch kind {
        case .constant, .matern12, .level: 1
        case .matern32, .slope, .oscillator: 2
        case .matern52: 3
        }
    }

    /// Writes the covariance of the state at the origin, (size)(size).
    func writeStart(_ p: UnsafeMutablePointer<Double>) {
        switch kind {
        case .constant, .matern12: p[0] = variance
        case .matern32, .oscillator:
            p[0] = variance
            p[1] = 0
            p[2] = 0
            p[3] = variance
        case .matern52:
            for i in 0..<9 { p[i] = 0 }
            p[0] = variance
            p[4] = variance / 3
            p[8] = variance
            p[2] = -variance / 3
            p[6] = -variance / 3
        case .level: p[0] = startVariance
        case .slope:
            p[0] = startVariance
            p[1] = 0
            p[2] = 0
            p[3] = startSlopeVariance
        }
    }

    /// Writes A(step), (size)(size), and Q(step), (size)(size).
    func write(step: Double, _ a: UnsafeMutablePointer<Double>, _ q: UnsafeMutablePointer<Double>) {
        switch kind {
        case .constant:
            a[0] = 1
            q[0] = 0
        case .level:
            a[0] = 1
            q[0] = variance * step
        case .matern12(let rate):
            a[0] = exp(-rate * step)
            q[0] = -variance * expm1(-2 * rate * step)
        case .slope:
            a[0] = 1
            a[1] = step
            a[2] = 0
            a[3] = 1
            q[0] = variance * step * step * step / 3
            q[1] = variance * step * step / 2
            q[2] = q[1]
            q[3] = variance * step
        case .oscillator(let frequency, let rate):
            let fall = exp(-rate * step)
            let angle = frequency * step
            a[0] = fall * cos(angle)
            a[1] = fall * sin(angle)
            a[2] = -a[1]
            a[3] = a[0]
            q[0] = -variance * expm1(-2 * rate * step)
            q[1] = 0
            q[2] = 0
            q[3] = q[0]
        case .matern32(let rate): writeMatern32(rate * step, a, q)
        case .matern52(let rate): writeMatern52(rate * step, a, q)
        }
    }

    /// Q̂ = 4 ∫ g gᵀ with g(s) = e⁻ˢ (s, 1 − s).
    private func writeMatern32(_ u: Double, _ a: UnsafeMutablePointer<Double>, _ q: UnsafeMutablePointer<Double>) {
        let fall = exp(-u)
        // Past this step nothing is left; products of zero and infinity would be no numbers.
        let v = fall > 0 ? u : 0
        a[0] = fall * (1 + v)
        a[1] = fall * v
        a[2] = -a[1]
        a[3] = fall * (1 - v)
        let m = DampedMoments(u)
        q[0] = 4 * variance * m.m2
        q[1] = 2 * variance * a[1] * a[1]
        q[2] = q[1]
        q[3] = 4 * variance * (m.m0 - 2 * m.m1 + m.m2)
    }

    /// Q̂ = 16/3 ∫ g gᵀ with g(s) = e⁻ˢ (s²/2, s − s²/2, 1 − 2s + s²/2).
    private func writeMatern52(_ u: Double, _ a: UnsafeMutablePointer<Double>, _ q: UnsafeMutablePointer<Double>) {
        let fall = exp(-u)
        let v = fall > 0 ? u : 0
        let half = v * v / 2
        a[0] = fall * (1 + v + half)
        a[1] = fall * (v + 2 * half)
        a[2] = fall * half
        a[3] = -fall * half
        a[4] = fall * (1 + v - 2 * half)
        a[5] = fall * (v - half)
        a[6] = fall * (half - v)
        a[7] = fall * (2 * half - 3 * v)
        a[8] = fall * (1 - 2 * v + half)
        let m = DampedMoments(u)
        let scale = variance * 16 / 3
        q[0] = scale * m.m4 / 4
        q[1] = scale * a[2] * a[2] / 2
        q[2] = scale * (m.m2 / 2 - m.m3 + m.m4 / 4)
        q[3] = q[1]
        q[4] = scale * (m.m2 - m.m3 + m.m4 / 4)
        q[5] = scale * a[5] * a[5] / 2
        q[6] = q[2]
        q[7] = q[5]
        q[8] = scale * (m.m0 - 4 * m.m1 + 5 * m.m2 - 2 * m.m3 + m.m4 / 4)
    }
}
