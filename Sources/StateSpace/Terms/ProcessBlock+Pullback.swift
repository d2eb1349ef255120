import Foundation

extension ProcessBlock {
    /// Adds what a step gives to the gradient by the parameters of the block's term.
    ///
    /// With u = λΔ, dA/du = F A and dQ̂/du = q̂ g gᵀ, where F is the companion matrix, g the last column of A and q̂ the
    /// intensity of the noise: both follow from A without another exponential.
    ///
    /// - Parameters:
    ///   - a: A(step), (size)(size).
    ///   - q: Q(step), (size)(size).
    ///   - aBar: derivative by the elements of A, (size)(size).
    ///   - qBar: derivative by the elements of Q, (size)(size), symmetric.
    ///   - gradient: where the parameters of the term begin, in the order of `ProcessTerm.parameterKinds`.
    func pullBack(
        step: Double, a: UnsafePointer<Double>, q: UnsafePointer<Double>, aBar: UnsafePointer<Double>,
        qBar: UnsafePointer<Double>, to gradient: UnsafeMutablePointer<Double>
    ) {
        let n = size
        var spread = 0.0
        for i in 0..<n * n { spread += qBar[i] * q[i] }
        // Q is proportional to the square of a deviation or a diffusion, which is the first parameter.
        gradient[0] += 2 * spread
        switch kind {
        case .constant, .level, .slope: break
        case .matern12(let rate):
            gradient[1] += rate * step * (aBar[0] * a[0] - 2 * variance * a[0] * a[0] * qBar[0])
        case .matern32(let rate):
            var sum = 0.0
            for j in 0..<2 { sum += aBar[j] * a[2 + j] - aBar[2 + j] * (a[j] + 2 * a[2 + j]) }
            gradient[1] -= rate * step * (sum + 4 * variance * outer(qBar, a + 1))
        case .matern52(let rate):
            var sum = 0.0
            for j in 0..<3 {
                sum +=
                    aBar[j] * a[3 + j] + aBar[3 + j] * a[6 + j]
                    - aBar[6 + j] * (a[j] + 3 * a[3 + j] + 3 * a[6 + j])
            }
            gradient[1] -= rate * step * (sum + variance * 16 / 3 * outer(qBar, a + 2))
        case .oscillator(let frequency, let rate):
            let turn = (aBar[1] - aBar[2]) * a[0] - (aBar[0] + aBar[3]) * a[1]
            gradient[1] -= frequency * step * turn
            let fall = aBar[0] * a[0] + aBar[1] * a[1] + aBar[2] * a[2] + aBar[3] * a[3]
            let left = 2 * variance * (a[0] * a[0] + a[1] * a[1])
            gradient[2] += rate * step * (fall - left * (qBar[0] + qBar[3]))
        }
    }

    /// Adds what the covariance at the origin gives.
    ///
    /// - Parameter pBar: derivative by its elements, (size)(size), symmetric.
    func pullBackStart(_ pBar: UnsafePointer<Double>, to gradient: UnsafeMutablePointer<Double>) {
        switch kind {
        case .constant, .matern12: gradient[0] += 2 * variance * pBar[0]
        case .matern32, .oscillator: gradient[0] += 2 * variance * (pBar[0] + pBar[3])
        case .matern52:
            gradient[0] += 2 * variance * (pBar[0] + pBar[4] / 3 + pBar[8] - (pBar[2] + pBar[6]) / 3)
        case .level: gradient[1] += 2 * startVariance * pBar[0]
        case .slope:
            gradient[1] += 2 * startVariance * pBar[0]
            gradient[2] += 2 * startSlopeVariance * pBar[3]
        }
    }

    /// gᵀ Q̄ g, where g is a column of the matrix that begins at its first element.
    private func outer(_ qBar: UnsafePointer<Double>, _ column: UnsafePointer<Double>) -> Double {
        let n = size
        var sum = 0.0
        for i in 0..<n { for j in 0..<n { sum += qBar[n * i + j] * column[n * i] * column[n * j] } }
        return sum
    }
}
