/// A choice of series, variables and a span of time.
public struct SeriesFilter: Sendable, Hashable {
    /// Names of series in the order wanted, `nil` for all.
    public var series: [String]?
    /// Names of variables in the order wanted, `nil` for all.
    public var variables: [String]?
    /// The earliest time, inclusive; `nil` for no limit.
    public var from: Moment?
    /// The latest time, inclusive; `nil` for no limit.
    public var until: Moment?

    /// Chooses everything that no argument excludes.
    public init(
        series: [String]? = nil, variables: [String]? = nil, from: Moment? = nil, until: Moment? = nil
    ) {
        self.series = series
        self.variables = variables
        self.from = from
        self.until = until
    }
}

/// A filter that names what a collection does not have.
public enum SeriesFilterError: Error, Sendable, Hashable {
    /// There is no series of that name; `near` are similar names, nearest first.
    case unknownSeries(String, near: [String])
    /// There is no variable of that name; `near` are similar names, nearest first.
    case unknownVariable(String, near: [String])
    /// A series or variable is named twice.
    case repeated(String)
    /// A limit is a time of this kind, the collection's times are of the other.
    case wrongKind(TimeKind)
}

extension SeriesFilterError: CustomStringConvertible {
    /// The fact in a sentence.
    public var description: String {
        func guess(_ near: [String]) -> String {
            near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
        }
        return switch self {
        case .unknownSeries(let name, let near): "there is no series '\(name)'" + guess(near)
        case .unknownVariable(let name, let near): "there is no variable '\(name)'" + guess(near)
        case .repeated(let name): "'\(name)' is named twice"
        case .wrongKind(let kind): "a limit in \(kind.rawValue) time on times of the other kind"
        }
    }
}
