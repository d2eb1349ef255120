import Differentiation
import Lanes

/// Which states a solve returns in addition to the last.
public enum SolutionOutput: Sendable, Hashable {
    /// At these times, in order from start to end; interpolated, so that they cut no step short.
    case times([Double])
    /// At the start, after each step, and at the end.
    case steps
    /// None.
    case end
    /// None, but the polynomial of every step, for `Solution.state(at:)`.
    case dense

    var isDense: Bool { self == .dense }
}

/// Writes the requested states of a solution, step by step.
struct OutputWriter<Scalar: LaneScalar> {
    private let times: [Double]
    private let keepsSteps: Bool
    private let direction: Double
    private var cursor = 0

    init(
        _ output: SolutionOutput, start: Double, end: Double, direction: Double,
        _ solution: inout Solution<Scalar>, _ initial: [Scalar]
    ) {
        self.direction = direction
        keepsSteps = output == .steps
        if case .times(let wanted) = output { times = wanted } else { times = [] }
        var previous = start
        for time in times {
            requireThat(
                direction * (time - previous) >= 0 && direction * (end - time) >= 0,
                "output time \(time) is not between \(previous) and \(end)")
            previous = time
        }
        while cursor < times.count, times[cursor] == start {
            add(start, initial, &solution)
            cursor += 1
        }
        if keepsSteps { add(start, initial, &solution) }
    }

    /// Whether an output lies no later than `stop`.
    @inline(__always)
    func wants(upTo stop: Double) -> Bool { cursor < times.count && direction * (stop - times[cursor]) >= 0 }

    private func add(_ time: Double, _ values: [Scalar], _ solution: inout Solution<Scalar>) {
        solution.times.append(time)
        solution.states.append(values)
    }

    @inline(__always)
    mutating func write(
        _ solution: inout Solution<Scalar>, _ state: RowState<Scalar>, upTo stop: Double, isStepEnd: Bool,
        step: Double
    ) {
        while wants(upTo: stop) {
            add(times[cursor], state.polynomial.values(at: times[cursor]), &solution)
            cursor += 1
        }
        guard keepsSteps else { return }
        let values =
            isStepEnd
            ? Array(UnsafeBufferPointer(start: state.y1, count: state.features)) : state.polynomial.values(at: stop)
        add(stop, values, &solution)
    }
}

extension StepPolynomial {
    /// The state at `t`.
    func values(at t: Double) -> [Scalar] {
        var result = [Scalar](repeating: 0, count: features)
        result.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { evaluate(at: t, base) } }
        return result
    }
}
