/// Many irregular series as ragged columns: row `k` says that `variables[variableIndices[k]]` was `values[k]` at `times[k]`.
///
/// Series `i` owns the rows `offsets[i] ..< offsets[i + 1]`, in ascending order of (time, variable). Each variable has its own
/// times; a cell that was not observed has no row. `SeriesBuilder` makes a collection from values in memory.
public struct SeriesCollection: Sendable, Hashable {
    /// Names of the variables; `variableIndices` point into it.
    public let variables: [String]
    /// Names of the static covariates, in the order of each row of `statics`.
    public let staticNames: [String]
    /// One name a series.
    public let names: [String]
    /// Where each series' rows begin, then the number of rows: `names.count + 1` ascending positions.
    public let offsets: [Int]
    /// The time of each row.
    public let times: TimeColumn
    /// The variable of each row, an index into `variables`.
    public let variableIndices: [Int32]
    /// The value of each row, finite.
    public let values: [Double]
    /// Standard deviation of the measurement error of each row's value, `(rows)`, in the value's unit: 0 for an exact value, NaN
    /// where it is not known; `nil` where no row's is.
    public var errors: [Double]? { measurementErrors?.values }
    /// Static covariates, `(series, staticNames)`; `nil` where unknown.
    public let statics: [[StaticValue?]]
    /// Units of variables and covariates by their names, as people write them; a variable without one has none here. They name
    /// the numbers and change none, so that the fingerprint leaves them out.
    public let units: [String: String]
    private let measurementErrors: MeasurementErrors?

    /// Creates a collection from columns that satisfy the type's invariants.
    ///
    /// - Precondition: `offsets` span the rows, and the columns are of one length. Order, finiteness and the signs of errors are not
    ///   checked.
    public init(
        variables: [String], staticNames: [String] = [], names: [String], offsets: [Int], times: TimeColumn,
        variableIndices: [Int32], values: [Double], errors: [Double]? = nil,
        statics: [[StaticValue?]]? = nil, units: [String: String] = [:]
    ) {
        precondition(offsets.count == names.count + 1, "\(offsets.count) offsets for \(names.count) series")
        precondition(offsets.first == 0 && offsets.last == values.count, "offsets do not span \(values.count) rows")
        precondition(times.count == values.count && variableIndices.count == values.count, "columns of unequal length")
        precondition(
            (errors?.count ?? values.count) == values.count, "\(errors?.count ?? 0) errors, \(values.count) rows")
        self.variables = variables
        self.staticNames = staticNames
        self.names = names
        self.offsets = offsets
        self.times = times
        self.variableIndices = variableIndices
        self.values = values
        measurementErrors = MeasurementErrors(errors)
        self.units = units
        let unknown = [StaticValue?](repeating: nil, count: staticNames.count)
        self.statics = statics ?? [[StaticValue?]](repeating: unknown, count: names.count)
        precondition(self.statics.count == names.count, "\(self.statics.count) static rows, \(names.count) series")
    }

    /// The number of series.
    public var count: Int { names.count }

    /// The rows of the series at `index`.
    public func rows(of index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }
}

extension SeriesCollection {
    /// The number of times at which anything of series `index` was observed.
    ///
    /// - Complexity: O(rows of the series).
    public func points(of index: Int) -> Int {
        let rows = rows(of: index)
        return rows.count { $0 == rows.lowerBound || times[$0] != times[$0 - 1] }
    }
}
