import Crew
import DifferentialEquations
import Lanes
import NeuralLayers
import TimeSeries

extension LatentODETrainer {
    /// One more epoch over series that are read as it goes on, so that memory holds one part of them at a time: for each part, the
    /// updates of its episodes. Scaling and model are those of the collection that the trainer was made with; nothing is
    /// validated.
    ///
    /// - Parameter next: the next part, `nil` at the end; with several threads one of them calls it while others work on the last.
    /// - Returns: the negative evidence lower bound of an observation, and the number of observations scored.
    package func epoch(over next: () throws -> SeriesCollection?) throws -> (loss: Double, observations: Int) {
        var sums = UpdateSums()
        let plan = EpisodePart.Plan(
            scaling: scaling, history: settings.task.history.map { $0 / scaling.timeUnit }, seed: settings.seed,
            epoch: UInt32(state.epoch))
        try withoutActuallyEscaping(next) { next in
            let crew = runner.crew
            let parts = ReadAhead(crew) { try next().map { EpisodePart($0, plan, crew) } }
            defer { parts.finish() }
            var part: (series: [PreparedSeries], episodes: [Episode]) = ([], [])
            while let next = try parts.next() {
                // The part before is freed now, when no thread allocates for this one: they would wait for each other.
                part = next.finish()
                let updates = (part.episodes.count + batch - 1) / batch
                for index in 0..<updates {
                    let taken = Array(
                        part.episodes[index * batch..<min((index + 1) * batch, part.episodes.count)])
                    try update(&state, taken, of: part.series, update: index, of: updates, &sums)
                }
            }
        }
        state.epoch += 1
        return (sums.loss / Double(max(sums.cells, 1)), sums.cells)
    }

    /// The episodes of an epoch, drawn on all threads.
    func episodes(_ sampler: EpisodeSampler, _ series: [PreparedSeries], epoch: UInt32) -> [Episode] {
        sampler.shuffled(
            runner.map(rows: series.count) { sampler.drawn(epoch, series: series, rows: $0) }, epoch)
    }

    /// Share of the epochs over which the divergence's weight rises to one. A short rise leaves many fits on the plateau
    /// where the posterior says nothing: of noisy sinusoids, 0.7 learned what 0.2 did not in 150 epochs.
    static let warmup = 0.7

    /// Sums over the updates of an epoch that succeeded.
    struct UpdateSums {
        var loss = 0.0
        /// Observations.
        var cells = 0
        var rows = 0
        /// Rows times samples.
        var solves = 0
        var evaluations = 0
        var kineticEnergy = 0.0
        var errorEstimates = 0.0
    }

    /// One update of Adam on episodes of `series`.
    func update(
        _ next: inout TrainingState, _ episodes: [Episode], of series: [PreparedSeries], update: Int,
        of updates: Int, _ sums: inout UpdateSums
    ) throws {
        let counts = episodes.map(\.times.count)
        let sorted = counts.indices.sorted { (counts[$0], $1) > (counts[$1], $0) }.map { episodes[$0] }
        let blockCount = (sorted.count + blockRows - 1) / blockRows
        let random = Philox4x32(seed: settings.seed)
        let epoch = UInt32(next.epoch)
        let cells = sorted.reduce(0) { $0 + series[$1.series].cellCount($1.points) }
        let position = (Double(next.epoch) + Double(update) / Double(updates)) / Double(epochs)
        let klWeight = min(1, position / Self.warmup)
        var gradient = [Float](repeating: 0, count: next.parameters.count)
        let outcome: StepOutcome
        do throws(SolverError) {
            outcome = try runner.step(
                count: blockCount, parameters: next.parameters, scale: 1 / Double(max(cells, 1)), klWeight: klWeight,
                penaltyScale: 1 / Double(sorted.count), gradient: &gradient
            ) { index, thread in
                let part = Array(sorted[index * blockRows..<min((index + 1) * blockRows, sorted.count)])
                blocks[thread].fill(
                    part, series: series, scaling: scaling, samples: settings.training.samples,
                    draws: .trainingDraws, epoch: epoch, random: random)
                return blocks[thread]
            }
        } catch {
            return try skip(&next, because: error)
        }
        let loss = outcome.divergence * klWeight - outcome.logLikelihood
        let norm = clip(&gradient, norm: 1)
        guard loss.isFinite, norm.isFinite else { return try skip(&next, because: nil) }
        let parameters = next.parameters
        let optimizer = next.optimizer
        let schedule = LearningRateSchedule.cosine(warmup: 0.03, floor: 0.02)
        next.optimizer.update(
            &next.parameters, gradient: gradient,
            learningRate: settings.training.learningRate * next.rateScale * schedule.factor(at: position))
        guard next.parameters.allSatisfy(\.isFinite) else {
            next.parameters = parameters
            next.optimizer = optimizer
            return try skip(&next, because: nil)
        }
        recovery.succeeded(&next, parameters: parameters, optimizer: optimizer)
        sums.loss += loss
        sums.cells += cells
        sums.rows += sorted.count
        sums.solves += sorted.count * settings.training.samples
        sums.evaluations += outcome.forwardEvaluations
        sums.kineticEnergy += outcome.kineticEnergy
        sums.errorEstimates += outcome.errorEstimates
    }

    /// Leaves an update out. A training that does little else is given up.
    private func skip(_ next: inout TrainingState, because error: SolverError?) throws {
        recovery.failed(&next)
        if next.failures > UpdateRecovery.mostFailures {
            if let error { throw ForecastingError.numerical(error, series: nil) }
            throw ForecastingError.unsuitableValues(.lossNotFinite(updates: next.failures))
        }
    }
}
