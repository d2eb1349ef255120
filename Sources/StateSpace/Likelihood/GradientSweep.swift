/// The adjoint of the filter: the derivatives of the log likelihood by the state's mean and covariance, swept back over tapes.
///
/// Notation of one row, with S = hᵀ g + R, g = P h and residual v:
///
///     m⁺ = m + g v/S, P⁺ = P − g gᵀ/S, log p = −½ (log 2πS + v²/S)
///     v̄ = (μ·g − v)/S, S̄ = −½ (1/S − v²/S²) + (gᵀΠg − v μ·g)/S², ḡ = (v μ − 2 Π g)/S + S̄ h
///     m̄ = μ − v̄ h, P̄ = Π + ½ (ḡ hᵀ + h ḡᵀ), h̄ = P ḡ + S̄ g − v̄ m, R̄ = S̄
///
/// where μ and Π are the derivatives by m⁺ and P⁺. Of a step, m' = A m and P' = A P Aᵀ + Q:
///
///     Ā = μ mᵀ + 2 Π A P, Q̄ = Π, m̄ = Aᵀ μ, P̄ = Aᵀ Π A
///
/// of which only the blocks on the diagonal of Ā and Q̄ are needed. Joseph's form is the same function of P but for rounding.
final class GradientSweep {
    let layout: StateLayout
    private let transition: BlockTransition
    /// Where the parameters of each block's term begin, and the loadings of its component.
    private let termPlaces: [Int]
    private let loadingPlaces: [Int]
    private let noisePlace: Int
    private let meanPlace: Int
    private let channels: Int
    /// Scratch and adjoints: μ, Π, Π g, ḡ, A m, and A P.
    let mu: UnsafeMutablePointer<Double>
    let pi: UnsafeMutablePointer<Double>
    private let product: UnsafeMutablePointer<Double>
    private let crossBar: UnsafeMutablePointer<Double>
    private let turned: UnsafeMutablePointer<Double>
    let carried: UnsafeMutablePointer<Double>
    private let blockBars: UnsafeMutablePointer<Double>
    /// The gradient by `LinearModel.parameters`.
    private let sums: UnsafeMutablePointer<Double>
    private let count: Int

    init(_ model: LinearModel, _ layout: StateLayout) {
        self.layout = layout
        transition = BlockTransition(layout)
        channels = model.channels
        let offsets = (0...model.components.count).map { model.parameterOffset($0) }
        termPlaces = layout.blocks.map { offsets[$0.component] }
        loadingPlaces = layout.blocks.map {
            offsets[$0.component] + model.components[$0.component].term.parameterKinds.count
        }
        noisePlace = offsets[model.components.count]
        meanPlace = noisePlace + model.channels
        count = meanPlace + model.channels
        sums = .allocate(capacity: max(count, 1))
        sums.initialize(repeating: 0, count: count)
        let d = max(layout.size, 1)
        mu = .allocate(capacity: d)
        pi = .allocate(capacity: d * d)
        product = .allocate(capacity: d)
        crossBar = .allocate(capacity: d)
        turned = .allocate(capacity: d)
        carried = .allocate(capacity: d * d)
        blockBars = .allocate(capacity: 18)
        mu.initialize(repeating: 0, count: d)
        pi.initialize(repeating: 0, count: d * d)
    }

    deinit {
        for pointer in [mu, pi, product, crossBar, turned, carried, blockBars, sums] { pointer.deallocate() }
    }

    /// By `LinearModel.parameters`.
    var gradient: [Double] { Array(UnsafeBufferPointer(start: sums, count: count)) }

    /// Sweeps back over a tape, to the state that it started from.
    func sweep(_ tape: FilterTape, _ rows: ObservationRows) {
        for index in tape.range.reversed() {
            let (mean, covariance) = (tape.mean(before: index), tape.matrix(before: index))
            let step = rows.times[index] - tape.time(before: index)
            absorb(rows[index], tape, index, mean, covariance, step: step)
            retreat(mean, covariance, step: step)
        }
    }

    /// Adds what the state at the origin gives.
    func finish() {
        let d = layout.size
        for (index, block) in layout.blocks.enumerated() {
            let n = block.size
            for i in 0..<n { for j in 0..<n { blockBars[n * i + j] = pi[d * (block.offset + i) + block.offset + j] } }
            block.pullBackStart(blockBars, to: sums + termPlaces[index])
        }
    }

    /// From the state after a row to that before it, both at the row's time.
    ///
    /// - Parameters:
    ///   - m, p: mean and covariance before the step to the row.
    ///   - step: to the row.
    ///   - addsReading: whether to add to the gradient by mean and loadings.
    func absorb(
        _ row: ObservationRow, _ tape: FilterTape, _ index: Int, _ m: UnsafePointer<Double>, _ p: UnsafePointer<Double>,
        step: Double, addsReading: Bool = true
    ) {
        if step != 0 { transition.prepare(step: step) }
        let d = layout.size
        let g = tape.cross(index)
        let inverse = 1 / tape.residualVariance(index)
        let scaled = tape.residual(index) * inverse
        var along = 0.0
        var square = 0.0
        for i in 0..<d {
            let line = pi + d * i
            var sum = 0.0
            for j in 0..<d { sum += line[j] * g[j] }
            product[i] = sum
            square += sum * g[i]
            along += mu[i] * g[i]
        }
        let residualBar = along * inverse - scaled
        let varianceBar = -0.5 * (inverse - scaled * scaled) + (square * inverse - scaled * along) * inverse
        for i in 0..<d { crossBar[i] = scaled * mu[i] - 2 * inverse * product[i] }
        let reads = layout.readStarts[row.channel]..<layout.readStarts[row.channel + 1]
        for k in reads {
            crossBar[layout.readPlaces[k]] += varianceBar * layout.readValues[k]
            mu[layout.readPlaces[k]] -= residualBar * layout.readValues[k]
        }
        sums[noisePlace + row.channel] += 2 * varianceBar * layout.noiseVariances[row.channel] / row.weight
        for k in reads {
            let place = layout.readPlaces[k]
            let half = 0.5 * layout.readValues[k]
            for i in 0..<d {
                pi[d * place + i] += half * crossBar[i]
                pi[d * i + place] += half * crossBar[i]
            }
        }
        guard addsReading else { return }
        sums[meanPlace + row.channel] -= residualBar
        addLoadings(row.channel, g, m, p, step: step, residualBar: residualBar, varianceBar: varianceBar)
    }

    /// Adds to the gradient by mean and loadings of a row, from the state given all rows.
    ///
    /// - Parameters:
    ///   - residual: of the value to the mean of its process, divided by the error's variance.
    ///   - covariance: of the state with the process at the row, (d).
    func addReading(
        _ channel: Int, residual: Double, state: UnsafePointer<Double>, covariance: UnsafePointer<Double>,
        errorVariance: Double
    ) {
        sums[meanPlace + channel] += residual
        for (block, place) in zip(layout.blocks, loadingPlaces) {
            sums[place + channel] += residual * state[block.offset] - covariance[block.offset] / errorVariance
        }
    }

    /// h̄ = P ḡ + S̄ g − v̄ m with m and P carried to the row's time: P ḡ = A (P₀ (Aᵀ ḡ)) + Q ḡ.
    private func addLoadings(
        _ channel: Int, _ g: UnsafePointer<Double>, _ m: UnsafePointer<Double>, _ p: UnsafePointer<Double>,
        step: Double,
        residualBar: Double, varianceBar: Double
    ) {
        let d = layout.size
        turned.update(from: crossBar, count: d)
        if step != 0 { transition.pullBack(turned) }
        for i in 0..<d {
            let line = p + d * i
            var sum = 0.0
            for j in 0..<d { sum += line[j] * turned[j] }
            product[i] = sum - residualBar * m[i]
        }
        if step != 0 {
            transition.carry(product)
            transition.addNoise(times: crossBar, to: product)
        }
        for (block, place) in zip(layout.blocks, loadingPlaces) {
            sums[place + channel] += product[block.offset] + varianceBar * g[block.offset]
        }
    }

    /// From the state at a row to that before the step to it.
    func retreat(_ m: UnsafePointer<Double>, _ p: UnsafePointer<Double>, step: Double) {
        guard step != 0 else { return }
        let d = layout.size
        transition.multiply(p, into: carried)
        for (index, block) in layout.blocks.enumerated() {
            let n = block.size
            let o = block.offset
            let (aBar, qBar) = (blockBars, blockBars + 9)
            for i in 0..<n {
                let line = pi + d * (o + i)
                for j in 0..<n {
                    var sum = 0.0
                    for k in 0..<d { sum += line[k] * carried[d * k + o + j] }
                    aBar[n * i + j] = mu[o + i] * m[o + j] + 2 * sum
                    qBar[n * i + j] = line[o + j]
                }
            }
            block.pullBack(
                step: step, a: transition.a + layout.matrices[index], q: transition.q + layout.matrices[index],
                aBar: aBar, qBar: qBar, to: sums + termPlaces[index])
        }
        transition.pullBack(mu)
        transition.pullBack(information: pi)
    }
}
