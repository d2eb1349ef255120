/// What all paths through the rows of one series share: the gains of the filter, and how each point reads them.
///
/// A path given the rows is one drawn from the model without them, plus the mean of the process given what the rows differ from
/// that path's own noisy values (Matheron; Durbin, Koopman 2002). Only means change from path to path, so that a path costs
/// O(rows · d).
struct PathPlan {
    /// A point, and what reads its mean from filter and smoother.
    struct Reading {
        var point: ProcessPoint
        /// Its place in the caller's list.
        var place: Int
        /// Aᵀ h: reads the mean after the rows before the point, (d).
        var forward: [Double]
        /// A P h: reads what the rows after the point say, (d).
        var backward: [Double]
        /// The first row after the point.
        var next: Int
    }

    let model: LinearModel
    let layout: StateLayout
    let rows: ObservationRows
    /// P h of each row, (rows)(d).
    private(set) var crosses: [Double] = []
    /// Variance of each row's residual, and deviation of its error, (rows).
    private(set) var residualVariances: [Double] = []
    private(set) var errorDeviations: [Double] = []
    /// Points at or after the origin, ascending.
    private(set) var readings: [Reading] = []
    /// Points before it, descending.
    private(set) var early: [Reading] = []

    init(_ model: LinearModel, _ rows: ObservationRows, _ points: [ProcessPoint]) {
        self.model = model
        self.rows = rows
        layout = StateLayout(model)
        let d = layout.size
        let filter = KalmanFilter(layout)
        let other = KalmanFilter(layout)
        filter.start(at: rows.origin)
        crosses.reserveCapacity(rows.count * d)
        let order = points.indices.sorted { (points[$0].time, $0) < (points[$1].time, $1) }
        let firstLate = order.firstIndex { points[$0].time >= rows.origin } ?? order.count
        var rest = order[firstLate...]
        for index in 0...rows.count {
            while let place = rest.first, index == rows.count || points[place].time < rows.times[index] {
                rest = rest.dropFirst()
                readings.append(Self.reading(points[place], place, filter, other, rows, next: index))
            }
            guard index < rows.count else { break }
            let row = rows[index]
            filter.advance(to: row.time)
            filter.absorb(row)
            crosses.append(contentsOf: UnsafeBufferPointer(start: filter.cross, count: d))
            residualVariances.append(filter.residualVariance)
            errorDeviations.append(layout.errorVariance(row).squareRoot())
        }
        for place in order[..<firstLate].reversed() {
            let early = EarlyTimes(layout)
            early.writeCross(points[place], origin: rows.origin)
            self.early.append(
                Reading(
                    point: points[place], place: place, forward: [Double](repeating: 0, count: d),
                    backward: Array(UnsafeBufferPointer(start: early.cross, count: d)), next: 0))
        }
    }

    private static func reading(
        _ point: ProcessPoint, _ place: Int, _ filter: KalmanFilter, _ other: KalmanFilter, _ rows: ObservationRows,
        next: Int
    ) -> Reading {
        let d = filter.layout.size
        let layout = filter.layout
        other.restore(time: filter.time, mean: filter.mean, matrix: filter.matrix, isFactored: filter.isFactored)
        let step = point.time - filter.time
        var forward = [Double](repeating: 0, count: d)
        for k in layout.readStarts[point.channel]..<layout.readStarts[point.channel + 1] {
            forward[layout.readPlaces[k]] += layout.readValues[k]
        }
        if step > 0 {
            other.transition.prepare(step: step)
            forward.withUnsafeMutableBufferPointer { if let x = $0.baseAddress { other.transition.pullBack(x) } }
        }
        guard next < rows.count else {
            return Reading(
                point: point, place: place, forward: forward, backward: [Double](repeating: 0, count: d), next: next)
        }
        other.advance(to: point.time)
        other.writeCross(of: point.channel)
        let rest = rows.times[next] - point.time
        if rest > 0 {
            other.transition.prepare(step: rest)
            other.transition.carry(other.cross)
        }
        return Reading(
            point: point, place: place, forward: forward,
            backward: Array(UnsafeBufferPointer(start: other.cross, count: d)), next: next)
    }
}
