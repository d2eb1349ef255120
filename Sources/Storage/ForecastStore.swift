import TimeSeries

/// A store of irregular observations, events, models and forecasts, whatever database keeps them.
///
/// Every conformer passes the contract suite of `Tests/StorageTests/Contract`. A store is used from one thread at a
/// time; only `interrupt` may be called from another.
public protocol ForecastStore: AnyObject {
    /// Where the store is, as the person named it: the path of a file, or an address.
    var location: String { get }
    /// How the store tells time; one kind for all of its series.
    var timeKind: TimeKind { get }
    /// How the first imported file wrote times.
    var timeStyle: TimeStyle { get }

    // MARK: Observations and events

    /// Names of all series, in the order in which they were first imported.
    func seriesNames() throws(StoreError) -> [String]

    /// Names of the variables that have observations, in the order in which they were first imported.
    func variableNames() throws(StoreError) -> [String]

    /// Units of variables and covariates by their names; those without one are left out.
    func units() throws(StoreError) -> [String: String]

    /// The observations that `filter` selects, with their measurement errors where any is known, and the static covariates of their series and the units, from one snapshot.
    ///
    /// - Returns: every series asked for, in the order asked; without a choice every series, in the order of import. Each
    ///   series ascends in time, then variable.
    /// - Throws: `StoreError.unknownName` for a series or variable that the store does not have.
    func observations(_ filter: ObservationFilter) throws(StoreError) -> SeriesCollection

    /// The events and windows of exposure of `series`, from one snapshot.
    ///
    /// - Parameters:
    ///   - series: names, in the order wanted; `nil` for every series with events or windows, in the order of import.
    ///   - until: later events are left out, and windows end there.
    func events(series: [String]?, until: Moment?) throws(StoreError) -> EventCollection

    // MARK: Totals and imports

    /// Counts over the rows of all imports.
    func importTotals() throws(StoreError) -> ImportTotals

    /// Counts of events: of all series, or of those named.
    func eventTotals(series: [String]?) throws(StoreError) -> EventTotals

    /// The imports, oldest first.
    func imports() throws(StoreError) -> [ImportRecord]

    /// The rejected rows that the import of number `id` kept, by line.
    func rejects(ofImport id: Int64) throws(StoreError) -> [RejectedRow]

    // MARK: Models

    /// Summaries of all models, by name; no weights are read.
    func models() throws(StoreError) -> [ModelSummary]

    /// The summary of the model called `name`, or `nil` where there is none; no weights are read.
    func modelSummary(_ name: String) throws(StoreError) -> ModelSummary?

    /// The model called `name`, with its settings, curves and weights.
    ///
    /// - Throws: `StoreError.unknownModel` where there is none.
    func model(_ name: String) throws(StoreError) -> StoredModel

    /// Saves a model. One of the same name is replaced, together with its forecasts; the checkpoint of that name is deleted.
    func save(_ model: StoredModel) throws(StoreError)

    /// Deletes a model with its forecasts and checkpoint, or a checkpoint alone.
    ///
    /// - Returns: the number of forecasts deleted.
    /// - Throws: `StoreError.unknownModel` where there is neither model nor checkpoint.
    @discardableResult
    func delete(_ name: String) throws(StoreError) -> Int

    /// The checkpoint of the interrupted fit called `name`, or `nil` where there is none.
    func checkpoint(_ name: String) throws(StoreError) -> StoredCheckpoint?

    /// Saves the checkpoint of the fit called `name`; it replaces the previous one.
    func save(_ checkpoint: StoredCheckpoint, for name: String) throws(StoreError)

    // MARK: Forecasts

    /// Saves a forecast, all of its rows or none.
    ///
    /// - Returns: the forecast's number.
    /// - Precondition: means and standard deviations are finite.
    func save(_ forecast: StoredForecast) throws(StoreError) -> Int64

    /// The forecast of number `id`, rows by series and variable in the order of import, then by time.
    ///
    /// - Throws: `StoreError.unknownForecast` where there is none.
    func forecast(_ id: Int64) throws(StoreError) -> StoredForecast

    // MARK: Backtests

    /// Summaries of all backtests, finished or not, oldest first.
    func backtests() throws(StoreError) -> [BacktestSummary]

    /// Saves what a backtest asks, and of whom, before its work.
    ///
    /// - Returns: the backtest's number.
    func begin(_ backtest: BacktestSummary) throws(StoreError) -> Int64

    /// Saves parts of the work of the backtest of number `id`, all or none; a part of the same numbers is replaced.
    ///
    /// - Throws: `StoreError.unknownBacktest` where there is none.
    func save(_ parts: [BacktestPart], ofBacktest id: Int64) throws(StoreError)

    /// What was saved of a part of the backtest of number `id`, or `nil` where nothing was.
    func backtestPart(model: Int, number: Int, ofBacktest id: Int64) throws(StoreError) -> [UInt8]?

    /// Saves the tables of a backtest that was begun, and drops the parts of its work.
    ///
    /// - Throws: `StoreError.unknownBacktest` where it was not begun.
    /// - Precondition: scores and comparisons name models of its summary.
    func finish(_ backtest: StoredBacktest) throws(StoreError)

    /// The backtest of number `id` with its tables, which are empty before it is finished.
    ///
    /// - Throws: `StoreError.unknownBacktest` where there is none.
    func backtest(_ id: Int64) throws(StoreError) -> StoredBacktest

    /// Deletes a backtest with its tables and parts.
    ///
    /// - Throws: `StoreError.unknownBacktest` where there is none.
    func deleteBacktest(_ id: Int64) throws(StoreError)

    /// Makes the running statement fail with `StoreError.interrupted`; may be called from any thread.
    func interrupt()
}

extension ForecastStore {
    /// All observations.
    public func observations() throws(StoreError) -> SeriesCollection { try observations(ObservationFilter()) }

    /// All events and windows of exposure up to `until`.
    public func events(until: Moment? = nil) throws(StoreError) -> EventCollection {
        try events(series: nil, until: until)
    }

    /// The events and windows of exposure of `series`, of all times.
    public func events(series: [String]?) throws(StoreError) -> EventCollection {
        try events(series: series, until: nil)
    }
}

/// A store whose tables can be asked in SQL.
public protocol QueryableStore: ForecastStore {
    /// Runs one SQL statement that only reads.
    ///
    /// - Parameters:
    ///   - columns: called once with the names of the columns.
    ///   - row: called with each row.
    /// - Throws: `StoreError.invalidQuery` where the statement cannot be read or would write; whatever `columns` or `row` throw.
    func query(_ sql: String, columns: ([String]) throws -> Void, row: ([SQLValue]) throws -> Void) throws
}
