import Crew
import Foundation
import Lanes
import StateSpace
import TimeSeries

/// Fits a Gaussian process to each channel of a collection, shared by all series or one a series.
///
/// Numbers are shared. Where there are a few long series, each may have a model of its own, with its own terms: it gets one where the
/// evidence of its rows is greater than under the shared model. Where none has, the channels may share a factor.
struct StateSpaceFit {
    /// Times, in series of two or more, that a fit needs.
    static let leastPoints = 10
    /// Series of which each may have a model of its own, and rows that it needs for one.
    private static let mostOwnSeries = 12
    private static let leastOwnRows = 150

    private let collection: SeriesCollection
    private let settings: FitSettings
    private let threads: Int
    private let watch: FitWatch
    private let channels: [String]
    /// `(channels)(series)`, some empty; times since the series' first row, in the model's unit.
    private let histories: [[ChannelHistory]]
    private let unit: Double
    private let cycles: [[TermSet.Cycle]]
    private let observations: Int

    init(
        _ collection: SeriesCollection, _ settings: FitSettings, threads: Int, watch: FitWatch = FitWatch()
    ) throws(ForecastingError) {
        let points = collection.pointsInSeriesOfTwo
        guard points >= Self.leastPoints else {
            throw .tooLittleData(
                .tooFewTimes(found: points, needed: Self.leastPoints, model: StateSpaceForecaster.name))
        }
        self.collection = collection
        self.settings = settings
        self.threads = threads
        self.watch = watch
        let all = (0..<collection.count).map { collection.histories(of: collection.rows(of: $0)) }
        let kept = collection.variables.indices.filter { channel in all.contains { !$0[channel].times.isEmpty } }
        channels = kept.map { collection.variables[$0] }
        let plain = kept.map { channel in all.map { $0[channel] } }
        observations = plain.joined().reduce(0) { $0 + $1.times.count }
        let gaps = plain.joined().flatMap { zip($0.times.dropFirst(), $0.times).map { $0 - $1 } }.filter { $0 > 0 }
            .sorted()
        // A power of two, so that data in another such unit give the same bits.
        let unit = gaps.isEmpty ? 1 : Double.binaryUnit(near: gaps[gaps.count / 2])
        self.unit = unit
        // Since the first row of the series in any channel.
        let origins = all.map { series in kept.compactMap { series[$0].times.first }.min() ?? 0 }
        histories = plain.map { zip($0, origins).map { $0.since($1, unit: unit) } }
        let seasons = SeasonSearch.seasons(in: collection, choice: settings.task.season)
        let isTold = settings.task.season != .found
        cycles = kept.map { channel in
            seasons[channel].map { season in
                let isOfCalendar = CalendarCycle.allCases.contains { abs(season.period / $0.period - 1) < 1e-4 }
                return TermSet.Cycle(
                    period: season.period / unit, harmonics: max(season.harmonics, 1),
                    isKnown: isTold || (collection.times.kind == .calendar && isOfCalendar), isTold: isTold)
            }
        }
    }

    func forecaster() throws(ForecastingError) -> StateSpaceForecaster {
        let random = Philox4x32(seed: settings.seed)
        let crew = WorkCrew(threads: threads)
        watch.plan(channels.count)
        let shared = crew.map(channels.count) { channel, _ in
            defer { watch.finishPart() }
            return fit(channel, histories[channel].filter { !$0.times.isEmpty }, random).best()
        }
        var found: [StateSpaceForecaster.Channel] = []
        for (index, name) in channels.enumerated() {
            guard let best = shared[index] else { throw .unsuitableValues(.beyondRange) }
            found.append(.init(name: name, shared: best.model, found: best))
        }
        // Jobs of all channels together keep every thread busy.
        let jobs = channels.indices.flatMap { channel -> [(channel: Int, series: Int)] in
            let usable = histories[channel].indices.filter { !histories[channel][$0].times.isEmpty }
            guard (2...Self.mostOwnSeries).contains(usable.count) else { return [] }
            return usable.filter { histories[channel][$0].times.count >= Self.leastOwnRows }.map { (channel, $0) }
        }
        watch.plan(jobs.count)
        let own = crew.map(jobs.count) { job, _ -> ChannelModel? in
            defer { watch.finishPart() }
            let (channel, series) = jobs[job]
            let fit = fit(channel, [histories[channel][series]], random)
            guard let best = fit.best() else { return nil }
            let price = 0.5 * Double(best.parameters) * log(Double(best.rows))
            return best.logLikelihood - price > found[channel].shared.score(fit.rows) ? best.model : nil
        }
        for (job, model) in zip(jobs, own) { found[job.channel].own[collection.names[job.series]] = model }
        var coupled: (model: LinearModel, gain: Double)?
        if found.allSatisfy({ $0.own.isEmpty }) {
            let extent = DataExtent(histories.joined().filter { !$0.times.isEmpty })
            coupled = SharedFactor(found.map(\.shared), histories, extent, random)?.best()
        }
        return StateSpaceForecaster(
            timeKind: collection.times.kind, unit: unit, channels: found, coupled: coupled?.model,
            couplingGain: coupled?.gain, series: collection.count,
            observations: observations)
    }

    private func fit(_ channel: Int, _ histories: [ChannelHistory], _ random: Philox4x32) -> ChannelFit {
        ChannelFit(
            histories: histories.map { $0.since($0.times.first ?? 0, unit: 1) }, cycles: cycles[channel],
            channel: channel, random: random, watch: watch)
    }
}

extension ChannelHistory {
    /// The same values, times since `origin` in `unit`.
    func since(_ origin: Double, unit: Double) -> ChannelHistory {
        ChannelHistory(times: times.map { ($0 - origin) / unit }, values: values, errors: errors)
    }
}
