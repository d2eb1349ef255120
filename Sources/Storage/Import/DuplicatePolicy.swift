/// What an import does with a row of a known series, variable and time but another value, or another measurement error: none
/// where one is known is another, too.
public enum DuplicatePolicy: String, Sendable, Codable, CaseIterable {
    /// The row is a bad row.
    case reject
    /// The known value stays.
    case ignore
    /// The new value replaces the known one.
    case replace
    /// The mean of all values met replaces the known one, and the mean of their measurement errors the known error, none where one
    /// of them has none.
    ///
    /// The mean of the errors is the standard deviation of the mean if the errors are one and the same, as two reports of one
    /// measurement are, and more than it if they are not; and repeats change nothing.
    case mean
}
