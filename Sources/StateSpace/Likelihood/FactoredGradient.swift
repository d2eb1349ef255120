/// The sweep of the gradient where some rows are so precise that its recurrence would lose all digits.
///
/// At each state the adjoints are made anew from what later rows say about it in square-root form, μ and N, as the derivatives are
/// μ by the mean and ½ (μ μᵀ − N) by the covariance; O(d³) a row.
final class FactoredGradient {
    private let sweep: GradientSweep
    private let later: InformationSweep
    private let fusion: StateFusion
    /// A state in square-root form, and the covariance of another.
    private let filter: KalmanFilter
    private let plain: KalmanFilter

    init(_ sweep: GradientSweep) {
        self.sweep = sweep
        later = InformationSweep(sweep.layout)
        fusion = StateFusion(size: sweep.layout.size)
        filter = KalmanFilter(sweep.layout)
        plain = KalmanFilter(sweep.layout)
    }

    /// Takes over from the plain sweep, which stands at a state: N = μ μᵀ − 2 Π.
    func takeOver(at state: FilterState) {
        let d = sweep.layout.size
        plain.restore(state)
        plain.multiplyOut()
        for i in 0..<d {
            for j in 0..<d { sweep.carried[d * i + j] = sweep.mu[i] * sweep.mu[j] - 2 * sweep.pi[d * i + j] }
        }
        later.start(mean: plain.mean, covariance: plain.matrix, mu: sweep.mu, n: sweep.carried)
    }

    /// Sweeps back over a tape, to the state that it started from.
    func run(_ tape: FilterTape, _ rows: ObservationRows) {
        for index in tape.range.reversed() {
            let row = rows[index]
            let step = row.time - tape.time(before: index)
            tape.restore(plain, before: index)
            plain.multiplyOut()
            tape.restore(filter, before: index + 1)
            write()
            sweep.absorb(row, tape, index, plain.mean, plain.matrix, step: step, addsReading: false)
            later.absorb(row)
            tape.restore(filter, before: index)
            filter.factor()
            filter.advance(to: row.time)
            fusion.join(mean: filter.mean, factor: filter.matrix, later.u, later.z)
            addReading(row)
            write()
            sweep.retreat(plain.mean, plain.matrix, step: step)
            later.retreat(by: step)
        }
    }

    /// Adds to the gradient by the row's mean and loadings: those of E[log p(y | x)], (y − E hᵀx)/R and the same times x (Fisher's
    /// identity). The adjoint's own terms are differences of numbers as large as the variance of the state.
    private func addReading(_ row: ObservationRow) {
        let layout = sweep.layout
        filter.writeReading(of: row.channel, filter.remainder)
        fusion.writeMoments(
            filter.remainder, mean: filter.mean, factor: filter.matrix, plain.remainder, plain.cross)
        let error = layout.errorVariance(row)
        var forecast = layout.means[row.channel]
        for k in layout.readStarts[row.channel]..<layout.readStarts[row.channel + 1] {
            forecast += layout.readValues[k] * plain.remainder[layout.readPlaces[k]]
        }
        sweep.addReading(
            row.channel, residual: (row.value - forecast) / error, state: plain.remainder, covariance: plain.cross,
            errorVariance: error)
    }

    /// Adds what the state at the origin gives.
    func finish(origin: Double) {
        filter.start(at: origin)
        write()
        sweep.finish()
    }

    /// Sets the adjoints of the sweep to those of the filter's state.
    private func write() {
        let d = sweep.layout.size
        filter.factor()
        fusion.writeAdjoint(
            mean: filter.mean, factor: filter.matrix, later.u, later.z, scratch: sweep.carried, sweep.mu, sweep.pi)
        for i in 0..<d {
            for j in 0..<d { sweep.pi[d * i + j] = 0.5 * (sweep.mu[i] * sweep.mu[j] - sweep.pi[d * i + j]) }
        }
    }
}
