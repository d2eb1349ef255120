import Lanes

extension DifferentiableSolution {
    /// ∂g/∂t and ∂g/∂y of the crossing met, by central differences.
    func conditionSlope(_ met: CrossingOccurrence<Scalar>) -> (time: Scalar, state: [Scalar]) {
        let condition = crossings[met.crossing].condition
        var point = met.state
        var state = point
        for feature in point.indices {
            let value = point[feature]
            state[feature] = difference(at: value) {
                point[feature] = $0
                return condition(met.time, point)
            }
            point[feature] = value
        }
        let time = difference(at: Scalar(met.time)) { condition(Double($0), met.state) }
        return (time, state)
    }

    /// The cotangents of state and time before the changes of the crossings `group`, given that of the state after them.
    func pullBackChanges(
        _ group: ClosedRange<Int>, _ met: CrossingOccurrence<Scalar>, _ cotangent: [Scalar]
    ) -> (state: [Scalar], time: Scalar) {
        func product(_ time: Double, _ start: [Scalar]) -> Scalar {
            var state = start
            for index in group { crossings[solution.crossings[index].crossing].change?(time, &state) }
            return zip(state, cotangent).reduce(0) { $0 + $1.0 * $1.1 }
        }
        var point = met.state
        var state = point
        for feature in point.indices {
            let value = point[feature]
            state[feature] = difference(at: value) {
                point[feature] = $0
                return product(met.time, point)
            }
            point[feature] = value
        }
        return (state, difference(at: Scalar(met.time)) { product(Double($0), met.state) })
    }

    private func difference(at value: Scalar, _ function: (Scalar) -> Scalar) -> Scalar {
        let size = abs(value) > 1 ? abs(value) : 1
        let step = size * (Scalar.self == Float.self ? 4.9e-3 : 6.1e-6)
        let up = value + step
        let down = value - step
        return (function(up) - function(down)) / (up - down)
    }
}
