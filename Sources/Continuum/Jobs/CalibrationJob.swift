import Forecasting
import Storage
import TimeSeries

/// Finds anew the levels at which a stored model's quantiles are given, and saves the model with them.
public struct CalibrationJob {
    private let store: any ForecastStore
    private let stored: StoredModel
    private let forecaster: any Forecaster
    private let plan: FitPlan
    private let collection: SeriesCollection
    /// The last moment that the fit saw, where later rows are to tell; `nil` where the kind is fitted again to visible rows.
    private let since: Moment?

    /// Reads the model and the observations.
    ///
    /// - Parameters:
    ///   - store: where they are.
    ///   - name: of the model.
    ///   - since: calibrates on rows after this moment, which the fit must not have seen; `nil` to fit the kind again to visible
    ///     rows and calibrate on hidden ones.
    /// - Throws: ``JobError`` where the fit saw later rows, or the model is a mixture and no moment is given.
    public init(store: any ForecastStore, name: String, since: Moment?) throws {
        self.store = store
        self.since = since
        stored = try store.model(name)
        guard case .values(let forecaster) = try ModelContent(stored) else {
            throw JobError.forecastsEvents(model: name)
        }
        self.forecaster = forecaster
        plan = try FitPlan(stored.settings)
        collection = try store.observations(
            ObservationFilter(
                series: plan.series, variables: forecaster.variables, until: since == nil ? plan.until : nil))
        guard let since else {
            guard plan.kind != .mixture else { throw JobError.calibratedByItsFit(model: name) }
            return
        }
        let isUnseen =
            try plan.until.map { $0 <= since }
            ?? (plan.fingerprint(of: store, until: since) == stored.dataFingerprint)
        guard isUnseen else { throw JobError.fitSawLaterRows(model: name) }
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// The calibrated model.
        public let forecaster: any Forecaster
        /// Forecasts by which it was calibrated.
        public let forecasts: Int
        /// Interpolations by which it was calibrated.
        public let interpolations: Int
    }

    /// Calibrates and saves; the model's stored forecasts, which had other bands, go.
    ///
    /// - Throws: `CancellationError` where it was cancelled: the model stays as it was.
    public func run(
        threads: Int, progress: (FitProgress) -> Void, isCancelled: () -> Bool
    ) throws -> Outcome {
        let calibrated: CalibratedForecaster
        if let since {
            var options = PredictionOptions()
            options.seed = plan.settings.seed
            options.threads = threads
            calibrated = try CalibratedForecaster.calibrated(
                forecaster, on: collection, after: since, options: options, isCancelled: isCancelled)
        } else {
            let fit = try RefereedFit(
                collection, plan.kind, settings: plan.settings, context: FitContext(threads: threads))
            let found = try fit.calibration(progress: progress, isCancelled: isCancelled)
            calibrated = CalibratedForecaster(
                (forecaster as? CalibratedForecaster)?.base ?? forecaster, calibration: found.calibration,
                trial: found.trial)
        }
        guard let calibration = calibrated.calibration else { throw JobError.nothingToCalibrateBy(model: stored.name) }
        var model = stored
        model.weights = try calibrated.encoded()
        try store.save(model)
        return Outcome(
            forecaster: calibrated, forecasts: calibration.forecasts, interpolations: calibration.interpolations)
    }
}
