/// A tape of filtered rows with what all rows from each on say about the state at its time, both in square-root form.
///
/// The means and variances of points are free of subtractions, and so good where rows are far more precise than the process is
/// wide, or coincide nearly.
final class FactoredBlock: PosteriorBlock {
    let tape: FilterTape
    private let layout: StateLayout
    private let filter: KalmanFilter
    private let information: InformationSweep
    private let fusion: StateFusion
    /// U (rows)(d)(d) and z (rows)(d), at the time of each row, which they include.
    private let triangles: UnsafeMutablePointer<Double>
    private let sides: UnsafeMutablePointer<Double>

    init(_ layout: StateLayout, capacity: Int) {
        self.layout = layout
        tape = FilterTape(layout, capacity: capacity)
        filter = KalmanFilter(layout)
        information = InformationSweep(layout)
        fusion = StateFusion(size: layout.size)
        let d = max(layout.size, 1)
        triangles = .allocate(capacity: max(capacity, 1) * d * d)
        sides = .allocate(capacity: max(capacity, 1) * d)
    }

    deinit {
        triangles.deallocate()
        sides.deallocate()
    }

    func sweep(_ rows: ObservationRows, _ later: InformationSweep) {
        let d = layout.size
        for index in tape.range.reversed() {
            let place = index - tape.range.lowerBound
            later.absorb(rows[index])
            (triangles + place * d * d).update(from: later.u, count: d * d)
            (sides + place * d).update(from: later.z, count: d)
            later.retreat(by: rows.times[index] - tape.time(before: index))
        }
    }

    func answer(_ point: ProcessPoint, before index: Int, _ rows: ObservationRows) -> (Double, Double) {
        let d = layout.size
        let place = index - tape.range.lowerBound
        tape.restore(filter, before: index)
        filter.factor()
        filter.advance(to: point.time)
        information.restore(u: triangles + place * d * d, z: sides + place * d)
        information.retreat(by: rows.times[index] - point.time)
        fusion.join(mean: filter.mean, factor: filter.matrix, information.u, information.z)
        filter.writeReading(of: point.channel, filter.remainder)
        let (shift, variance) = fusion.read(filter.remainder)
        return (filter.mean(of: point.channel) + shift, variance)
    }

    static func answer(
        _ point: ProcessPoint, origin: Double, _ early: EarlyTimes, _ later: InformationSweep
    ) -> (Double, Double) { early.answer(point, origin: origin, later) }
}
