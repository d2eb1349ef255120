/// What a collection cannot hold.
public enum SeriesBuildingError: Error, Sendable, Hashable {
    /// One cell has two values, the lesser first.
    case conflict(series: String, variable: String, time: Moment, values: [Double])
    /// One cell has two measurement errors, the lesser first; `nil` is none.
    case errorConflict(series: String, variable: String, time: Moment, errors: [Double?])
    /// A measurement error is negative, infinite or not a number.
    case impossibleError(series: String, variable: String, time: Moment, error: Double)
    /// A measurement error stands beside no value.
    case errorWithoutValue(series: String, variable: String, time: Moment)
    /// A value, or a static covariate if there is no time, is infinite or not a number.
    case notFinite(series: String, variable: String, time: Moment?, value: Double)
    /// A plain time that is not finite, or a date outside of the years 1 to 9999; `time` is its description.
    case impossibleTime(series: String, time: String)
    /// The series has times of this kind, series or rows before it have the other.
    case mixedTimes(series: String, TimeKind)
}

extension SeriesBuildingError: CustomStringConvertible {
    /// The fact in a sentence.
    public var description: String {
        switch self {
        case .conflict(let series, let variable, let time, let values):
            "series '\(series)': \(variable) at \(time) is both "
                + values.map(DecimalNumber.text).joined(separator: " and ")
        case .errorConflict(let series, let variable, let time, let errors):
            "series '\(series)': the error of \(variable) at \(time) is both "
                + errors.map { $0.map(DecimalNumber.text) ?? "unknown" }.joined(separator: " and ")
        case .impossibleError(let series, let variable, let time, let error):
            "series '\(series)': the error of \(variable) at \(time) is \(error), not a standard deviation"
        case .errorWithoutValue(let series, let variable, let time):
            "series '\(series)': \(variable) at \(time) has an error but no value"
        case .notFinite(let series, let variable, let time, let value):
            "series '\(series)': \(variable)\(time.map { " at \($0)" } ?? "") is \(value); leave out what was not observed"
        case .impossibleTime(let series, let time):
            "series '\(series)': time \(time) is neither a finite number nor within the years 1 to 9999"
        case .mixedTimes(let series, let kind):
            "series '\(series)': \(kind.rawValue) times beside \(kind == .calendar ? "numeric" : "calendar") ones"
        }
    }
}
