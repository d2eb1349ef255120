import Lanes

/// Finds the zero crossings of a solve within its steps.
struct CrossingSearch<Scalar: LaneScalar> {
    /// The first crossings within a step: one, or several at the same time.
    struct Met {
        let time: Double
        let indices: [Int]
        let state: [Scalar]
        let isTerminal: Bool
        let changes: Bool
    }

    private let crossings: [ZeroCrossing<Scalar>]
    private let features: Int
    /// The sign-carrying value of each condition where the search goes on; 0 where it has just been met.
    private var values: [Double]

    /// Points within a step at which signs are compared, so that two crossings in one step are seen.
    private static var samples: Int { 4 }

    init(crossings: [ZeroCrossing<Scalar>], features: Int) {
        self.crossings = crossings
        self.features = features
        values = Array(repeating: 0, count: crossings.count)
    }

    /// Starts at a state.
    mutating func begin(_ time: Double, _ y: UnsafePointer<Scalar>) {
        guard !crossings.isEmpty else { return }
        let state = Array(UnsafeBufferPointer(start: y, count: features))
        for index in crossings.indices { values[index] = Double(crossings[index].condition(time, state)) }
    }

    /// The first crossing between `start` and `stop` on the step's polynomial, located to the last bits of the time.
    mutating func find(in polynomial: StepPolynomial<Scalar>, from start: Double, to stop: Double) -> Met? {
        // A condition that has just been met is zero at the start: its sign is that just after.
        if values.contains(0) {
            let after = start + (stop - start) * 0x1p-16
            let state = polynomial.values(at: after)
            for index in crossings.indices where values[index] == 0 {
                values[index] = Double(crossings[index].condition(after, state))
            }
        }
        var before = start
        for sample in 1...Self.samples {
            let now = sample == Self.samples ? stop : start + (stop - start) * Double(sample) / Double(Self.samples)
            let state = polynomial.values(at: now)
            let current = crossings.map { Double($0.condition(now, state)) }
            let crossed = crossings.indices.filter { crossings[$0].counts(from: values[$0], to: current[$0]) }
            if !crossed.isEmpty {
                let located = crossed.map { locate($0, polynomial, before, now, values[$0]) }
                let first = stop > start ? located.min()! : located.max()!
                let tolerance = 4 * max(abs(first).ulp, abs(stop - start).ulp)
                let indices = zip(crossed, located).filter { abs($0.1 - first) <= tolerance }.map(\.0)
                let there = polynomial.values(at: first)
                for index in crossings.indices {
                    values[index] = indices.contains(index) ? 0 : Double(crossings[index].condition(first, there))
                }
                return Met(
                    time: first, indices: indices, state: there,
                    isTerminal: indices.contains { crossings[$0].isTerminal },
                    changes: indices.contains { crossings[$0].change != nil })
            }
            for index in crossings.indices where current[index] != 0 { values[index] = current[index] }
            before = now
        }
        return nil
    }

    /// Bisection with a secant first: g keeps the sign of `old` up to the answer's left neighbour.
    private func locate(
        _ index: Int, _ polynomial: StepPolynomial<Scalar>, _ start: Double, _ stop: Double, _ old: Double
    ) -> Double {
        var left = start
        var right = stop
        var atLeft = old
        var atRight = value(index, polynomial, stop)
        var isSecant = true
        while true {
            let middle = left + (right - left) / 2
            guard middle != left, middle != right else { return right }
            var point = middle
            if isSecant {
                let guess = left + (right - left) * atLeft / (atLeft - atRight)
                if guess > min(left, right), guess < max(left, right) { point = guess }
            }
            isSecant.toggle()
            let g = value(index, polynomial, point)
            if g != 0, (g < 0) == (old < 0) {
                left = point
                atLeft = g
            } else {
                right = point
                atRight = g
                if g == 0 { return point }
            }
        }
    }

    private func value(_ index: Int, _ polynomial: StepPolynomial<Scalar>, _ t: Double) -> Double {
        Double(crossings[index].condition(t, polynomial.values(at: t)))
    }

    /// Adds what was met to the solution, applies the changes, and returns the state after them.
    mutating func record(_ met: Met, _ solution: inout Solution<Scalar>) -> [Scalar] {
        var after = met.state
        for index in met.indices { crossings[index].change?(met.time, &after) }
        for index in met.indices {
            solution.crossings.append(
                CrossingOccurrence(crossing: index, time: met.time, state: met.state, stateAfter: after))
        }
        if met.changes {
            for index in crossings.indices where !met.indices.contains(index) {
                values[index] = Double(crossings[index].condition(met.time, after))
            }
        }
        return after
    }
}
