import Lanes

/// The solutions of many rows, in the order of their requests.
///
/// The states of all rows are one array, so that rows cost no arrays of their own; an element is copied out as a `Solution`.
public struct SolutionBatch<Scalar: LaneScalar>: Sendable {
    /// What was asked.
    public let requests: [SolutionRequest<Scalar>]
    /// Features of a state.
    public let features: Int
    /// The states of all rows at their output times, row by row, each `(times)(features)`.
    public internal(set) var states: [Scalar]
    /// Steps and evaluations of each row.
    public internal(set) var statistics: [RowStatistics]
    /// Row r owns the states `offsets[r] ..< offsets[r + 1]`, counted in states.
    let offsets: [Int]

    init(_ requests: [SolutionRequest<Scalar>], features: Int) {
        self.requests = requests
        self.features = features
        var offsets = [0]
        offsets.reserveCapacity(requests.count + 1)
        var count = 0
        for request in requests {
            request.requireValid(features: features)
            count += request.times.count
            offsets.append(count)
        }
        self.offsets = offsets
        states = [Scalar](repeating: 0, count: count * features)
        statistics = [RowStatistics](repeating: RowStatistics(), count: requests.count)
    }

    /// Where `row` has its states in `states`: a range of `times · features` elements.
    public func range(of row: Int) -> Range<Int> { offsets[row] * features..<offsets[row + 1] * features }
}

extension SolutionBatch: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { requests.count }

    /// The solution of `row`.
    public subscript(row: Int) -> Solution<Scalar> {
        let request = requests[row]
        let states = request.times.indices.map { index in
            Array(self.states[(offsets[row] + index) * features..<(offsets[row] + index + 1) * features])
        }
        var solution = Solution(
            endTime: request.times.last ?? request.start, endState: states.last ?? request.initial)
        solution.times = request.times
        solution.states = states
        solution.statistics = statistics[row]
        return solution
    }
}
