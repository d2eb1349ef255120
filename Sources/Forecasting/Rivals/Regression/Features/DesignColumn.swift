/// A column of a design matrix: what it is called, and how it is penalised.
struct DesignColumn: Sendable, Equatable {
    /// Columns that share a penalty.
    enum Group: Int, Sendable, CaseIterable {
        /// The intercept, never penalised.
        case intercept
        /// From the channel's own past, and the lead.
        case own
        /// From other channels and covariates.
        case others
        /// Random features.
        case random
    }

    let name: String
    let group: Group
    /// Whether the column is a value in the channel's scaled units, which the penalty takes as it is; other columns are penalised as if
    /// their standard deviation were 1.
    let isValue: Bool
    /// The name of what is multiplied by a function of the lead here; the column's own where nothing is.
    let feature: String

    init(_ name: String, _ group: Group, isValue: Bool = false, feature: String? = nil) {
        self.name = name
        self.group = group
        self.isValue = isValue
        self.feature = feature ?? name
    }
}
