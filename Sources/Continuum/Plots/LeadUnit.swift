import TimeSeries

/// The unit in which an axis shows times ahead: the largest unit of clock time of which the longest lead holds two, or the data's own.
struct LeadUnit {
    /// In seconds, or 1.
    let length: Double
    /// In the plural; `nil` for the data's own.
    let name: String?

    init(_ kind: TimeKind, longest: Double) {
        let units = [(604_800.0, "weeks"), (86400, "days"), (3600, "hours"), (60, "minutes")]
        let known = units.first { longest >= 2 * $0.0 } ?? (1, "seconds")
        (length, name) = kind == .calendar ? (known.0, known.1) : (1, nil)
    }

    /// "lead (days)"
    var label: String { name.map { "lead (\($0))" } ?? "lead" }
}
