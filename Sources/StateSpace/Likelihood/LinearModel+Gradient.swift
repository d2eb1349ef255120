import Crew

extension LinearModel {
    /// log p(values) of the rows of one series, in nats, and its gradient by `parameters`.
    ///
    /// The value has the bits of `logLikelihood`. The gradient is exact: the filter runs once, and its adjoint is swept back over
    /// tapes that are filtered again, so that memory is one state for each tape of rows.
    ///
    /// - Complexity: O(rows · d²), about four times that of `logLikelihood`; O(rows · d³) where rows are so precise that they
    ///   ask for square-root form.
    package func logLikelihoodGradient(_ rows: ObservationRows) -> (value: Double, gradient: [Double]) {
        logLikelihoodGradient(rows, StateLayout(self))
    }

    private func logLikelihoodGradient(_ rows: ObservationRows, _ layout: StateLayout)
        -> (value: Double, gradient: [Double])
    {
        let ranges = FilterTape.ranges(layout, rows: rows.count)
        let tape = FilterTape(layout, capacity: ranges.first?.count ?? 0)
        // The first tape after all that hold precise rows.
        var ordinary = 0
        var states = [initialState(origin: rows.origin)]
        for (index, range) in ranges.enumerated() {
            tape.run(rows, range, from: states[states.count - 1])
            states.append(tape.lastState)
            if tape.isFactored { ordinary = index + 1 }
        }
        let sweep = GradientSweep(self, layout)
        let factored = ordinary > 0 ? FactoredGradient(sweep) : nil
        for (index, range) in ranges.enumerated().reversed() {
            if range != tape.range { tape.run(rows, range, from: states[index]) }
            if let factored, index < ordinary {
                if index == ordinary - 1, ordinary < ranges.count { factored.takeOver(at: states[ordinary]) }
                factored.run(tape, rows)
            } else {
                sweep.sweep(tape, rows)
            }
        }
        if let factored { factored.finish(origin: rows.origin) } else { sweep.finish() }
        return (states[states.count - 1].logLikelihood, sweep.gradient)
    }

    /// The sums of log p(values) and of its gradient over independent series.
    ///
    /// - Parameter crew: whose threads share the series; the result has the same bits with any number.
    package func logLikelihoodGradient(of series: [ObservationRows], crew: WorkCrew? = nil)
        -> (value: Double, gradient: [Double])
    {
        let layout = StateLayout(self)
        let parts = SeriesShare.map(series, crew) { logLikelihoodGradient($0, layout) }
        var sum = (value: 0.0, gradient: [Double](repeating: 0, count: parameterKinds.count))
        for part in parts {
            sum.value += part.value
            for place in sum.gradient.indices { sum.gradient[place] += part.gradient[place] }
        }
        return sum
    }
}
