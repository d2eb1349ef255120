/// What an import does with a row of a known series, variable and time but another value.
public enum DuplicatePolicy: String, Sendable, Codable, CaseIterable {
    /// The row is a bad row.
    case reject
    /// The known value stays.
    case ignore
    /// The new value replaces the known one.
    case replace
    /// The mean of all values met replaces the known one.
    case mean
}
