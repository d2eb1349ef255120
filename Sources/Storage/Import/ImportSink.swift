import TimeSeries

/// Where a file's rows are imported to: a store that exists, or that the import creates.
package protocol ImportTarget: Sendable {
    /// Opens the store and begins the transaction of one file.
    ///
    /// - Parameter isDryRun: whether the transaction will be rolled back in any case; a missing store is then not created.
    func beginTransaction(isDryRun: Bool) throws(StoreError) -> any ImportTransaction
}

/// The transaction of one file: all of it is stored, or nothing.
package protocol ImportTransaction: AnyObject {
    /// How the store writes times; `nil` while it is empty.
    var timeStyle: TimeStyle? { get }

    /// Logs the file and returns the sink of its rows; an empty store becomes one whose times are those of `header`.
    func beginFile(_ header: ImportHeader) throws(StoreError) -> any ImportSink

    /// Makes everything durable.
    func commit() throws(StoreError)

    /// Undoes everything, unless it was committed; a store that the transaction created is deleted.
    func rollBack()
}

/// Takes the rows of one file, inside a transaction. Series and variables are known by numbers, which the sink gives out.
package protocol ImportSink: AnyObject {
    /// The number of the series called `name`; a new name gets a new number.
    func series(named name: String) throws(StoreError) -> Int64

    /// The number of the variable called `name`; a new name gets a new number.
    func variable(named name: String) throws(StoreError) -> Int64

    /// Gives the variable called `name` its unit, unless it has one.
    ///
    /// - Returns: the unit that the variable has now; `nil` where there is no variable of the name.
    func setUnit(_ unit: String, ofVariable name: String) throws(StoreError) -> String?

    /// Writes observations as if one after the other, by the import's policy for duplicates.
    ///
    /// - Parameters:
    ///   - cells: in the order of the file.
    ///   - outcomes: one for each row of the batch; what a row's cells did to the store is added.
    /// - Returns: the observations added, and the rows that the policy rejects, none of whose cells was written.
    /// - Complexity: fastest where few cells are known and many share series and variable.
    func write(
        _ cells: [ImportCell], outcomes: inout [RowOutcome]
    ) throws(StoreError) -> (added: Int, contradictions: [Int: Contradiction])

    /// The value of a static covariate, or `nil` while there is none.
    func staticValue(series: Int64, variable: Int64) throws(StoreError) -> SQLValue?

    /// Sets a static covariate.
    func setStaticValue(_ value: SQLValue, series: Int64, variable: Int64) throws(StoreError)

    /// The windows of exposure of a series, ascending.
    func windows(ofSeries series: Int64) throws(StoreError) -> [ExposureWindow]

    /// Adds a window of exposure, which overlaps none of the series' others.
    func addWindow(_ window: ExposureWindow, series: Int64) throws(StoreError)

    /// Adds an event; returns `false` where it is known.
    func addEvent(series: Int64, at time: Moment, mark: String) throws(StoreError) -> Bool

    /// Keeps a bad row.
    func addReject(_ row: RejectedRow) throws(StoreError)

    /// Completes the file's entry in the log.
    func finish(_ counts: ImportCounts, sha256: String) throws(StoreError)
}
