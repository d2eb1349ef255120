import Crew
import Lanes
import Synchronization
import TimeSeries

/// A part of a data set whose series are prepared, and their episodes drawn, by background tasks.
final class EpisodePart: Sendable {
    /// What episodes depend on beyond the data.
    struct Plan: Sendable {
        let scaling: DataScaling
        /// Longest history of an episode that learns to forecast, in the model's unit.
        let history: Double?
        let seed: UInt64
        let epoch: UInt32
    }

    /// The result of one task.
    private struct Stretch {
        var series: [PreparedSeries] = []
        var episodes: [Episode] = []
    }

    /// Observations of one task; small, so that a task fits into the wait for another thread's block.
    private static let stretchObservations = 8000

    private let plan: Plan
    private let crew: WorkCrew
    private let job: WorkCrew.Job
    private let found: Stretches

    private final class Stretches: Sendable {
        let slots: Mutex<[Stretch]>
        init(count: Int) { slots = Mutex(Array(repeating: Stretch(), count: count)) }
    }

    /// Queues the tasks of `collection`.
    init(_ collection: SeriesCollection, _ plan: Plan, _ crew: WorkCrew) {
        self.plan = plan
        self.crew = crew
        let size = max(1, Self.stretchObservations * collection.count / max(collection.values.count, 1))
        let stretches = (collection.count + size - 1) / size
        let found = Stretches(count: stretches)
        self.found = found
        let channelOf = plan.scaling.channelMap(collection)
        job = crew.begin(stretches) { index in
            let rows = index * size..<min((index + 1) * size, collection.count)
            let stretch = Self.stretch(collection, rows, channelOf, plan)
            found.slots.withLock { $0[index] = stretch }
        }
    }

    deinit { crew.cancel(job) }

    private static func stretch(
        _ collection: SeriesCollection, _ rows: Range<Int>, _ channelOf: [Int32], _ plan: Plan
    ) -> Stretch {
        let series = rows.map { plan.scaling.prepare(collection, series: $0, channelOf: channelOf) }
        let sampler = EpisodeSampler(
            scaling: plan.scaling, series: series, ranges: series.map { 0..<$0.count }, history: plan.history,
            seed: plan.seed, leastEpisodes: 1)
        var episodes = sampler.drawn(plan.epoch, series: series, rows: series.indices)
        for index in episodes.indices { episodes[index].series += rows.lowerBound }
        return Stretch(series: series, episodes: episodes)
    }

    /// The series, and their episodes in random order.
    func finish() -> (series: [PreparedSeries], episodes: [Episode]) {
        crew.finish(job)
        let stretches = found.slots.withLock { slots in
            defer { slots = [] }
            return slots
        }
        let episodes = stretches.flatMap(\.episodes)
        let order = Philox4x32(seed: plan.seed).permutation(count: episodes.count, .episodeOrder, epoch: plan.epoch)
        return (stretches.flatMap(\.series), order.map { episodes[$0] })
    }
}
