import Storage
import TimeSeries

extension SQLValue {
    /// A moment as a column of times keeps it.
    init(_ moment: Moment) {
        switch moment {
        case .calendar(let microseconds): self = .integer(microseconds)
        case .numeric(let number): self = .real(number)
        }
    }
}

extension Statement {
    /// The moment in a column of times of `kind`.
    func moment(_ column: Int32, _ kind: TimeKind) -> Moment {
        kind == .calendar ? .calendar(microseconds: integer(column)) : .numeric(real(column))
    }
}
