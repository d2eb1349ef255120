import Lanes

/// The recording of a forward solve for its pullback, in segments: a zero crossing that changes the state ends a segment.
final class RowTape<Scalar: LaneScalar> {
    struct Segment {
        var startTime: Double
        var startState: [Scalar]
        var endTime: Double
        var steps: [StepMark] = []
        var path: DensePath<Scalar>
    }

    /// A step, recorded whole or by its place alone.
    struct StepMark {
        var time: Double
        var step: Double
        var recorded: RecordedStep<Scalar>?
    }

    private(set) var segments: [Segment] = []
    let keepsPath: Bool
    let features: Int
    let direction: Double

    init(features: Int, direction: Double, keepsPath: Bool) {
        self.features = features
        self.direction = direction
        self.keepsPath = keepsPath
    }

    func begin(at time: Double, _ state: [Scalar]) {
        segments.append(
            Segment(
                startTime: time, startState: state, endTime: time,
                path: DensePath(features: features, direction: direction)))
    }

    func add(
        _ polynomial: StepPolynomial<Scalar>, _ recorded: RecordedStep<Scalar>?, from: Double, to: Double
    ) {
        let last = segments.count - 1
        segments[last].endTime = to
        segments[last].steps.append(
            StepMark(time: polynomial.time, step: polynomial.step, recorded: recorded))
        if keepsPath { segments[last].path.append(polynomial, from: from) }
    }
}
