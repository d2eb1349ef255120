/// The means of the process given what the rows differ from several drawn paths, (d)(paths): filtered, then smoothed.
final class PathMeans {
    private let plan: PathPlan
    private let lanes: Int
    private let transition: BlockTransition
    /// The filter's means, then the smoother's adjoints, (d)(paths).
    private let means: UnsafeMutablePointer<Double>
    /// (rows)(paths).
    private let residuals: UnsafeMutablePointer<Double>
    private let line: UnsafeMutablePointer<Double>
    private let vector: UnsafeMutablePointer<Double>
    private var isBackward = false

    init(_ plan: PathPlan, lanes: Int) {
        self.plan = plan
        self.lanes = lanes
        transition = BlockTransition(plan.layout)
        let d = plan.layout.size
        means = .allocate(capacity: max(d * lanes, 1))
        means.initialize(repeating: 0, count: d * lanes)
        residuals = .allocate(capacity: max(plan.rows.count * lanes, 1))
        line = .allocate(capacity: max(lanes, 1))
        vector = .allocate(capacity: max(d, 1))
    }

    deinit { for pointer in [means, residuals, line, vector] { pointer.deallocate() } }

    /// Filters a row: its value less that of each drawn path, with noise of its own.
    func absorb(_ index: Int, _ states: DrawnStates) {
        let layout = plan.layout
        let row = plan.rows[index]
        let residual = residuals + lanes * index
        states.writeReading(row.channel, residual)
        states.writeNormals(line)
        let value = row.value - layout.means[row.channel]
        let deviation = plan.errorDeviations[index]
        carry(step(before: index), transposed: false)
        for path in 0..<lanes { residual[path] = value - residual[path] - deviation * line[path] }
        for k in layout.readStarts[row.channel]..<layout.readStarts[row.channel + 1] {
            let mean = means + lanes * layout.readPlaces[k]
            let loading = layout.readValues[k]
            for path in 0..<lanes { residual[path] -= loading * mean[path] }
        }
        let inverse = 1 / plan.residualVariances[index]
        for i in 0..<layout.size {
            let gain = plan.crosses[layout.size * index + i] * inverse
            let mean = means + lanes * i
            for path in 0..<lanes { mean[path] += gain * residual[path] }
        }
    }

    /// Adds what the rows before a point say.
    func addForward(_ reading: PathPlan.Reading, _ values: UnsafeMutablePointer<Double>) {
        add(reading.forward, values)
    }

    /// Adds what the rows after a point say, where the sweep back stands at the first of them.
    func addBackward(_ reading: PathPlan.Reading, _ values: UnsafeMutablePointer<Double>) {
        add(reading.backward, values)
    }

    /// Takes a row in on the way back.
    func retreat(over index: Int) {
        let layout = plan.layout
        if !isBackward { means.update(repeating: 0, count: layout.size * lanes) }
        isBackward = true
        let inverse = 1 / plan.residualVariances[index]
        let residual = residuals + lanes * index
        for path in 0..<lanes { line[path] = residual[path] }
        for i in 0..<layout.size {
            let cross = plan.crosses[layout.size * index + i]
            let mean = means + lanes * i
            for path in 0..<lanes { line[path] -= cross * mean[path] }
        }
        let channel = plan.rows.channels[index]
        for k in layout.readStarts[channel]..<layout.readStarts[channel + 1] {
            let mean = means + lanes * layout.readPlaces[k]
            let loading = layout.readValues[k] * inverse
            for path in 0..<lanes { mean[path] += loading * line[path] }
        }
    }

    /// Goes back from a row to the one before, or to the origin.
    func retreat(before index: Int) { carry(step(before: index), transposed: true) }

    private func step(before index: Int) -> Double {
        plan.rows.times[index] - (index > 0 ? plan.rows.times[index - 1] : plan.rows.origin)
    }

    private func add(_ weights: [Double], _ values: UnsafeMutablePointer<Double>) {
        for (i, weight) in weights.enumerated() {
            let mean = means + lanes * i
            for path in 0..<lanes { values[path] += weight * mean[path] }
        }
    }

    private func carry(_ step: Double, transposed: Bool) {
        guard step != 0 else { return }
        transition.prepare(step: step)
        for path in 0..<lanes {
            for i in 0..<plan.layout.size { vector[i] = means[lanes * i + path] }
            if transposed { transition.pullBack(vector) } else { transition.carry(vector) }
            for i in 0..<plan.layout.size { means[lanes * i + path] = vector[i] }
        }
    }
}
