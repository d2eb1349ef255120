/// The value of a covariate that does not change over a series.
public enum StaticValue: Hashable, Sendable {
    /// A quantity.
    case number(Double)
    /// A category.
    case text(String)
}

/// Many irregular series as ragged columns: observation `k` says that `variables[variable[k]]` was `values[k]`
/// at `times[k]`.
///
/// Series `i` owns the observations `offsets[i] ..< offsets[i + 1]`, in ascending order of (time, variable). Each
/// channel has its own times; what was not observed is absent.
public struct SeriesCollection: Sendable {
    /// Names of the channels; `variable` indexes into it.
    public let variables: [String]
    /// Names of the static covariates, in the order of each row of `statics`.
    public let staticNames: [String]
    /// One name a series.
    public let names: [String]
    /// `names.count + 1` ascending positions.
    public let offsets: [Int]
    /// When: `(observations)`.
    public let times: TimeColumn
    /// Which channel: `(observations)`.
    public let variable: [Int32]
    /// How much: `(observations)`, finite.
    public let values: [Double]
    /// Static covariates: `(series)(staticNames)`; `nil` where unknown.
    public let statics: [[StaticValue?]]

    /// Creates a collection from columns that satisfy the type's invariants.
    public init(
        variables: [String], staticNames: [String] = [], names: [String], offsets: [Int], times: TimeColumn,
        variable: [Int32], values: [Double], statics: [[StaticValue?]]? = nil
    ) {
        precondition(offsets.count == names.count + 1, "\(offsets.count) offsets for \(names.count) series")
        precondition(offsets.first == 0 && offsets.last == values.count, "offsets do not span \(values.count) rows")
        precondition(times.count == values.count && variable.count == values.count, "columns of unequal length")
        self.variables = variables
        self.staticNames = staticNames
        self.names = names
        self.offsets = offsets
        self.times = times
        self.variable = variable
        self.values = values
        let unknown = [StaticValue?](repeating: nil, count: staticNames.count)
        self.statics = statics ?? [[StaticValue?]](repeating: unknown, count: names.count)
        precondition(self.statics.count == names.count, "\(self.statics.count) static rows, \(names.count) series")
    }

    /// The number of series.
    public var count: Int { names.count }

    /// The rows that belong to series `index`.
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
