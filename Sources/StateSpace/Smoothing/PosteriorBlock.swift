/// A tape of filtered rows that is swept back and then asked for points amid them.
protocol PosteriorBlock: AnyObject {
    /// What is carried from block to block on the way back.
    associatedtype Later: AnyObject

    /// - Parameter capacity: the most rows.
    init(_ layout: StateLayout, capacity: Int)

    var tape: FilterTape { get }

    /// Sweeps back over the tape, from after its last row to the state that it started from.
    func sweep(_ rows: ObservationRows, _ later: Later)

    /// Mean and variance of a point given all rows, the point between the state before row `index` and that row.
    func answer(_ point: ProcessPoint, before index: Int, _ rows: ObservationRows) -> (Double, Double)

    /// Mean and variance of a point before the origin given all rows, from what they say about the state there.
    static func answer(_ point: ProcessPoint, origin: Double, _ early: EarlyTimes, _ later: Later) -> (Double, Double)
}
