import DifferentialEquations
import Lanes

extension LatentODETrainer {
    /// Mean negative log density and mean squared error of the hidden observations, for the path from the posterior's mean; both
    /// infinite where the solver gives up.
    func validate(_ parameters: [Float]) throws -> (loss: Double, error: Double) {
        let random = Philox4x32(seed: settings.seed)
        let blockCount = (validation.count + blockRows - 1) / blockRows
        var sums = [(loss: Double, error: Double, count: Int)](repeating: (0, 0, 0), count: blockCount)
        do throws(SolverError) {
            try sums.withUnsafeMutableBufferPointer { sums throws(SolverError) in
                nonisolated(unsafe) let slots = sums
                try parameters.withUnsafeBufferPointer { parameters throws(SolverError) in
                    guard let first = parameters.baseAddress else { return }
                    try runner.forEach(blockCount) { index, thread throws(SolverError) in
                        let part = validation[index * blockRows..<min((index + 1) * blockRows, validation.count)]
                        blocks[thread].fill(
                            Array(part), series: series, scaling: scaling, samples: 1, draws: nil, random: random)
                        slots[index] = try score(blocks[thread], block: index, runner.engines[thread], first)
                    }
                }
            }
        } catch {
            return (.infinity, .infinity)
        }
        let count = Double(max(sums.reduce(0) { $0 + $1.count }, 1))
        return (sums.reduce(0) { $0 + $1.loss } / count, sums.reduce(0) { $0 + $1.error } / count)
    }

    private func score(
        _ block: EpisodeBlock<Float>, block index: Int, _ engine: LatentODEEngine<Float>,
        _ parameters: UnsafePointer<Float>
    ) throws(SolverError) -> (loss: Double, error: Double, count: Int) {
        var outcome = try engine.infer(block, parameters)
        try engine.solve(block, sample: 0, parameters, recording: false, &outcome)
        var terms = HeldOutSums(rows: block.rows)
        scoreHidden(block, block: index, engine, parameters, &terms)
        return (-terms.logLikelihood.reduce(0, +), terms.error, terms.count)
    }

    /// Sums over the hidden observations of a block of validation episodes.
    private struct HeldOutSums {
        /// log p of all that is modelled, by row.
        var logLikelihood: [Double]
        /// log p of the values, by row.
        var values: [Double]
        /// log p of the observation times, by row; 0 where they are not modelled.
        var times: [Double]
        /// Squared distances of the values from their means.
        var error = 0.0
        /// Number of values.
        var count = 0

        init(rows: Int) {
            values = Array(repeating: 0, count: rows)
            times = values
            logLikelihood = values
        }
    }

    /// Adds the scores of what the encoder did not see, given the latent path solved last.
    private func scoreHidden(
        _ block: EpisodeBlock<Float>, block index: Int, _ engine: LatentODEEngine<Float>,
        _ parameters: UnsafePointer<Float>, _ sums: inout HeldOutSums
    ) {
        let channels = shape.channels
        let distribution = shape.likelihood.distribution
        engine.predict(block, parameters) { output, lanes, center, scale, stride in
            for row in 0..<min(lanes, block.rows) where output < block.outputs(of: row) {
                let episode = validation[index * blockRows + row]
                guard !episode.history.contains(episode.points.lowerBound + output) else { continue }
                for channel in 0..<channels {
                    let place = (output * channels + channel) * block.capacity + row
                    guard block.masks.pointer[place] != 0 else { continue }
                    let found = distribution.heldOutScore(
                        target: block.targets.pointer[place], location: center[channel * stride + row],
                        scale: scale[channel * stride + row])
                    sums.values[row] += found.logDensity
                    sums.error += found.squaredError
                    sums.count += 1
                }
            }
        }
        engine.scoreTimes(
            block, parameters, from: { validation[index * blockRows + $0].history.count },
            each: { row, sum in sums.times[row] = sum })
        for row in 0..<block.rows {
            sums.logLikelihood[row] =
                shape.eventTimes?.role == .timesOnly ? sums.times[row] : sums.values[row] + sums.times[row]
        }
    }

    /// Log likelihoods of the hidden part of every validation episode, one for each draw from the posterior.
    func heldOutTerms() throws -> [HeldOutTerms] {
        let random = Philox4x32(seed: settings.seed)
        let draws = Self.heldOutDraws
        let engine = runner.engines[0]
        let block = EpisodeBlock<Float>(shape: shape, capacity: blockRows)
        var terms = validation.map { _ in HeldOutTerms(values: [], times: []) }
        for first in stride(from: 0, to: validation.count, by: blockRows) {
            let part = Array(validation[first..<min(first + blockRows, validation.count)])
            block.fill(
                part, series: series, scaling: scaling, samples: draws, draws: .heldOutDraws, random: random)
            try state.best.withUnsafeBufferPointer { weights in
                guard let parameters = weights.baseAddress else { return }
                var outcome = try engine.infer(block, parameters)
                for sample in 0..<draws {
                    try engine.solve(block, sample: sample, parameters, recording: false, &outcome)
                    var sums = HeldOutSums(rows: block.rows)
                    scoreHidden(block, block: first / blockRows, engine, parameters, &sums)
                    for row in 0..<block.rows {
                        terms[first + row].values.append(sums.values[row])
                        terms[first + row].times.append(sums.times[row])
                    }
                }
            }
        }
        return terms
    }

    /// Mean squared errors of two simple rules on the same hidden observations, in the model's numbers.
    func baselineErrors() -> [String: Double] {
        var last = 0.0
        var mean = 0.0
        var count = 0
        for episode in validation {
            let data = series[episode.series]
            var lastSeen = [Double](repeating: 0, count: shape.channels)
            var sums = lastSeen
            var counts = lastSeen
            let seen = Set(episode.history)
            for point in episode.history {
                for cell in data.cells(point) {
                    let channel = Int(data.channels[cell])
                    lastSeen[channel] = Double(data.values[cell])
                    sums[channel] += Double(data.values[cell])
                    counts[channel] += 1
                }
            }
            for point in episode.points where !seen.contains(point) {
                for cell in data.cells(point) {
                    let channel = Int(data.channels[cell])
                    let value = Double(data.values[cell])
                    let average = counts[channel] > 0 ? sums[channel] / counts[channel] : 0
                    last += (value - lastSeen[channel]) * (value - lastSeen[channel])
                    mean += (value - average) * (value - average)
                    count += 1
                }
            }
        }
        guard count > 0 else { return [:] }
        return ["last value": last / Double(count), "series mean": mean / Double(count)]
    }
}
