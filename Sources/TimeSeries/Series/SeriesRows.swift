import Foundation

/// The observations and static covariates of one series of a `SeriesBuilder`, in the order of writing.
public struct SeriesRows: Sendable {
    /// The name of the series.
    public let name: String
    /// The static covariates.
    public var statics = StaticValues() {
        didSet {
            for (name, value) in statics.values {
                if case .number(let number) = value, !number.isFinite {
                    refuse(.notFinite(series: self.name, variable: name, time: nil, value: number))
                }
            }
        }
    }

    struct Cell: Sendable {
        var time: Moment
        var variable: Int32
        var value: Double
        /// NaN where none is known.
        var error: Double
    }

    private(set) var cells: [Cell] = []
    private(set) var variables = NameList([])
    private(set) var kind: TimeKind?
    /// The first thing written that a collection cannot hold.
    private(set) var refusal: SeriesBuildingError?

    init(name: String) { self.name = name }

    /// Adds the values that were observed at `time`.
    ///
    /// A value that is not finite, a time that cannot be told, a time of the other kind than the first, or an impossible error is
    /// kept as an error, which `SeriesBuilder.build()` throws.
    ///
    /// - Parameters:
    ///   - time: when they were observed.
    ///   - values: by variable; a variable that was not observed is left out.
    ///   - errors: standard deviations of the values' measurement errors, at least 0, in the values' units; a variable without one
    ///     has no known error.
    public mutating func append(
        time: some MomentConvertible, _ values: KeyValuePairs<String, Double>, errors: [String: Double] = [:]
    ) {
        append(time: time, pairs: values.map { ($0.key, $0.value) }, errors)
    }

    /// Adds the values that were observed at `time`; the variables in the order of their names.
    ///
    /// - Parameters:
    ///   - time: when they were observed.
    ///   - values: by variable; a variable that was not observed is left out.
    ///   - errors: standard deviations of the values' measurement errors, as for ordered values.
    public mutating func append(
        time: some MomentConvertible, values: [String: Double], errors: [String: Double] = [:]
    ) {
        append(time: time, pairs: values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, errors)
    }

    private mutating func append(
        time: some MomentConvertible, pairs: [(String, Double)], _ errors: [String: Double]
    ) {
        guard let moment = time.moment else { return refuse(.impossibleTime(series: name, time: Self.text(time))) }
        guard kind == nil || kind == moment.kind else { return refuse(.mixedTimes(series: name, moment.kind)) }
        kind = moment.kind
        for (variable, value) in pairs {
            guard value.isFinite else {
                refuse(.notFinite(series: name, variable: variable, time: moment, value: value))
                continue
            }
            if let error = errors[variable], !(error >= 0 && error.isFinite) {
                refuse(.impossibleError(series: name, variable: variable, time: moment, error: error))
                continue
            }
            // Zero without a sign, as a store keeps it.
            cells.append(
                Cell(
                    time: moment, variable: Int32(variables.position(variable)), value: value + 0,
                    error: errors[variable].map { $0 + 0 } ?? .nan))
        }
        for variable in errors.keys.sorted() where !pairs.contains(where: { $0.0 == variable }) {
            refuse(.errorWithoutValue(series: name, variable: variable, time: moment))
        }
    }

    /// A time out of range as text: a `Date` or calendar moment by its distance from 1970, as no calendar has it.
    private static func text(_ time: some MomentConvertible) -> String {
        if let date = time as? Date { return "\(date.timeIntervalSince1970) s since 1970" }
        if case .calendar(let microseconds) = time as? Moment { return "\(microseconds) µs since 1970" }
        return "\(time)"
    }

    private mutating func refuse(_ error: SeriesBuildingError) { refusal = refusal ?? error }
}

/// Static covariates of one series by name, in the order in which they were first set.
public struct StaticValues: Sendable, Hashable {
    private var order = NameList([])
    private(set) var values: [String: StaticValue] = [:]

    /// Creates an empty set.
    public init() {}

    /// The names, in the order in which they were first set.
    public var names: [String] { order.names.filter { values[$0] != nil } }

    /// The value called `name`, `nil` where it is not known.
    public subscript(name: String) -> StaticValue? {
        get { values[name] }
        set {
            if newValue != nil { _ = order.position(name) }
            values[name] = newValue
        }
    }
}
