import Differentiation
import Lanes

/// One row of a problem: where it starts and when its state is wanted.
public struct SolutionRequest<Scalar: LaneScalar>: Sendable {
    /// State at the start, `(features)`.
    public var initial: [Scalar]
    /// Time of the start.
    public var start: Double
    /// Times of the outputs, in order away from the start.
    public var times: [Double]

    /// Creates a request.
    public init(initial: [Scalar], start: Double, times: [Double]) {
        self.initial = initial
        self.start = start
        self.times = times
    }
}

/// One row's answer.
public struct Solution<Scalar: LaneScalar>: Sendable {
    /// The states at the requested times, `(times)(features)`.
    public let states: [[Scalar]]
    /// What it took.
    public let statistics: RowStatistics
}

extension VectorField {
    /// Solves rows one block after the other.
    ///
    /// - Parameters:
    ///   - parameters: the vector that the field's program reads.
    ///   - blockRows: rows solved side by side; no result depends on it.
    public func solve<Scalar: LaneScalar>(
        _ requests: [SolutionRequest<Scalar>], parameters: [Scalar] = [], method: ExplicitMethod = .dopri5,
        control: StepControl, options: SolverOptions = SolverOptions(), blockRows: Int = 64
    ) throws(SolverError) -> [Solution<Scalar>] {
        let solver = BlockSolver<Scalar>(
            field: self, method: method.tableau, control: control, options: options,
            capacity: min(blockRows, max(requests.count, 1)))
        var answers: [Solution<Scalar>] = []
        for first in stride(from: 0, to: requests.count, by: solver.capacity) {
            answers += try solver.solve(
                Array(requests[first..<min(first + solver.capacity, requests.count)]), parameters: parameters)
        }
        return answers
    }
}

extension BlockSolver {
    /// Solves up to `capacity` rows given as arrays.
    func solve(
        _ requests: [SolutionRequest<Scalar>], parameters: [Scalar]
    ) throws(SolverError) -> [Solution<Scalar>] {
        let features = self.features
        let most = requests.map(\.times.count).max() ?? 0
        let initial = LaneBuffer<Scalar>(count: features * capacity)
        let outputs = LaneBuffer<Scalar>(count: most * features * capacity)
        var offsets = [0]
        for (row, request) in requests.enumerated() {
            precondition(request.initial.count == features, "\(request.initial.count) of \(features) features")
            for feature in 0..<features { initial.pointer[feature * capacity + row] = request.initial[feature] }
            offsets.append(offsets[row] + request.times.count)
        }
        let starts = requests.map(\.start)
        let times = requests.flatMap(\.times) + [0]
        try starts.withUnsafeBufferPointer { starts throws(SolverError) in
            try times.withUnsafeBufferPointer { times throws(SolverError) in
                try offsets.withUnsafeBufferPointer { offsets throws(SolverError) in
                    guard let start = starts.baseAddress, let time = times.baseAddress,
                        let offset = offsets.baseAddress
                    else { return }
                    try solve(
                        BlockRequest(
                            rows: requests.count, initial: initial.pointer, startTimes: start, outputTimes: time,
                            outputOffsets: offset),
                        parameters: parameters, outputs: outputs.pointer)
                }
            }
        }
        return requests.indices.map { row in
            let states = requests[row].times.indices.map { k in
                (0..<features).map { outputs.pointer[(k * features + $0) * capacity + row] }
            }
            return Solution(states: states, statistics: statistics[row])
        }
    }
}
