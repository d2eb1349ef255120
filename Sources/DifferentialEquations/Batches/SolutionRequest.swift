import Differentiation
import Lanes

/// One row to be solved: where it starts and at which times its state is wanted.
public struct SolutionRequest<Scalar: LaneScalar>: Sendable {
    /// State at the start, `(features)`.
    public var initial: [Scalar]
    /// Time of the start.
    public var start: Double
    /// Times of the outputs, in order away from the start, forward or backward.
    public var times: [Double]

    /// Creates a request.
    public init(initial: [Scalar], start: Double, times: [Double]) {
        self.initial = initial
        self.start = start
        self.times = times
    }

    /// Requires a state of `features` features and times in order.
    func requireValid(features: Int) {
        requireThat(
            initial.count == features, "an initial state of \(initial.count) features for a field of \(features)")
        guard let end = times.last else { return }
        let direction: Double = end < start ? -1 : 1
        var previous = start
        for time in times {
            requireThat(
                direction * (time - previous) >= 0, "output time \(time) after \(previous); times go from start to end")
            previous = time
        }
    }
}
