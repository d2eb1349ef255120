import PointProcesses
import Storage
import TimeSeries

/// What decides a fit of events: the choice of data and the settings.
public struct EventFitPlan: Sendable, Hashable, Codable {
    /// The intensity and how it is fitted.
    public var settings = EventFitSettings()
    /// Series, `nil` for all that have events or windows.
    public var series: [String]?
    /// Marks, `nil` for all.
    public var marks: [String]?
    /// Whether marks are told apart; else all events are of one kind.
    public var tellsMarks = true
    /// Nothing later is seen.
    public var until: Moment?
    /// Share of the series that is kept apart and scored.
    public var holdout = 0.0

    /// The default plan.
    public init() {}
}

/// Fits a point process to the events of a store and saves it there.
public struct EventFitJob {
    /// The store.
    public let store: any ForecastStore
    /// The name under which the model is saved.
    public let name: String
    /// What is fitted.
    public let plan: EventFitPlan
    /// Threads; they never change the result.
    public var threads = 1

    /// More marks than these are a column that is no mark.
    public static let mostMarks = 200

    /// Prepares a fit.
    public init(store: any ForecastStore, name: String, plan: EventFitPlan) {
        self.store = store
        self.name = name
        self.plan = plan
    }

    /// What came of it.
    public struct Result: Sendable {
        /// The model.
        public var model: FittedEvents
        /// Series that were fitted.
        public var series: Int
        /// Series whose exposure was taken to be the span of their events.
        public var withoutWindow: [String]
        /// Log likelihood of the series kept apart, and that of the constant rate.
        public var heldOut: (model: EventLikelihood, constant: EventLikelihood)?
    }

    /// Fits and saves; `nil` where it was cancelled.
    public func run(
        progress: (EventFitProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws -> Result? {
        let collection = try store.events(series: plan.series, until: plan.until)
        guard collection.times.count > 0 || collection.windows.contains(where: { !$0.isEmpty }) else {
            throw JobError.noEvents(until: plan.until.map { "\($0)" })
        }
        var marks = plan.marks ?? Array(Set(collection.mark)).sorted().map { collection.marks[Int($0)] }
        for mark in plan.marks ?? [] where !collection.marks.contains(mark) {
            throw JobError.unknownMark(mark, known: collection.marks.filter { !$0.isEmpty })
        }
        if marks.isEmpty { marks = [""] }
        let pooled = plan.tellsMarks ? collection : collection.withoutMarks(keeping: plan.marks)
        if !plan.tellsMarks { marks = [""] }
        guard marks.count <= Self.mostMarks else {
            throw JobError.tooManyMarks(count: marks.count, most: Self.mostMarks)
        }
        let clock = EventClock(pooled)
        let (sequences, without) = try clock.sequences(pooled, marks: marks)
        let (training, test) = sequences.holdOut(plan.holdout, seed: plan.settings.seed)
        guard
            let model = try FittedEvents.fit(
                training, marks: marks, clock: clock, settings: plan.settings, withoutWindow: without.count,
                threads: threads, progress: progress, isCancelled: isCancelled)
        else { return nil }
        var heldOut: (model: EventLikelihood, constant: EventLikelihood)?
        if !test.isEmpty {
            var constant = EventFitSettings()
            constant.kind = .constant
            if let base = try FittedEvents.fit(training, marks: marks, clock: clock, settings: constant) {
                heldOut = (try model.likelihood(of: test, threads: threads), try base.likelihood(of: test))
            }
        }
        try store.save(
            StoredModel(
                name: name, kind: ModelContent.text(plan.settings.kind),
                settings: try CanonicalJSON.text(of: plan), seed: plan.settings.seed,
                dataFingerprint: collection.fingerprint, programVersion: continuumVersion,
                weights: try model.encoded(), curves: "[]"))
        return Result(model: model, series: training.count, withoutWindow: without, heldOut: heldOut)
    }
}

extension EventCollection {
    /// The same events as of one kind; others than those of `marks` are left out where these are given.
    func withoutMarks(keeping marks: [String]?) -> EventCollection {
        guard let marks else {
            return EventCollection(
                marks: [""], names: names, offsets: offsets, times: times, mark: mark.map { _ in 0 },
                windows: windows)
        }
        let kept = Set(self.marks.indices.filter { marks.contains(self.marks[$0]) }.map(Int32.init))
        var chosen: [Int] = []
        var ends = [0]
        for index in names.indices {
            chosen += events(of: index).filter { kept.contains(mark[$0]) }
            ends.append(chosen.count)
        }
        let column: TimeColumn =
            switch times {
            case .calendar(let times): .calendar(chosen.map { times[$0] })
            case .numeric(let times): .numeric(chosen.map { times[$0] })
            }
        return EventCollection(
            marks: [""], names: names, offsets: ends, times: column, mark: chosen.map { _ in 0 }, windows: windows)
    }
}

extension ForecastStore {
    /// The sequences that `model` reads, of `series` or of all that have events or windows, up to `until`; with a `until`, what is
    /// seen ends there.
    public func eventSequences(
        _ model: FittedEvents, series: [String]? = nil, until: Moment? = nil
    ) throws -> [EventSequence] {
        let collection = try events(series: series, until: until)
        guard collection.times.kind == model.clock.kind || collection.times.count == 0 else {
            throw StoreError.notFound("the model was fitted to events of another kind of time")
        }
        let pooled = model.marks == [""] ? collection.withoutMarks(keeping: nil) : collection
        let (sequences, without) = try model.clock.sequences(pooled, marks: model.marks)
        guard let until, !without.isEmpty else { return sequences }
        // Without a window, what is known to be seen goes on to `until`.
        let end = model.clock.time(until)
        let names = Set(without)
        return try sequences.map { sequence in
            guard names.contains(sequence.name), let window = sequence.exposure.last, window.end < end else {
                return sequence
            }
            return try EventSequence(
                name: sequence.name, times: sequence.times, marks: sequence.marks,
                exposure: [Exposure(start: window.start, end: end)])
        }
    }
}
