import Continuum
import Foundation
import TimeSeries

/// A time as typed; what it means depends on the store, which is not yet open when options are read.
struct TimeText: Sendable {
    let option: String
    let text: String
}

/// A length of the data's time as typed.
struct SpanText: Sendable {
    let option: String
    let text: String
}

/// A time zone by the name that was typed.
struct NamedTimeZone: Sendable {
    let name: String
    let zone: TimeZone
}

extension OptionReader where Value == TimeText {
    /// A time in the form of the store's times.
    static var time: Self { Self { TimeText(option: $0, text: $1) }.shown(\.text) }
}

extension OptionReader where Value == SpanText {
    /// A length of time: `90s`, `15m`, `6h`, `2d`, `PT6H`; a plain number in a numeric store.
    static var span: Self { Self { SpanText(option: $0, text: $1) }.shown(\.text) }
}

extension OptionReader where Value == NamedTimeZone {
    static var timeZone: Self {
        Self { option, text throws(UsageError) in
            guard let zone = TimeZone(identifier: text) else {
                throw UsageError("\(option) \(text) is not known; names are like Europe/Berlin or UTC")
            }
            return NamedTimeZone(name: text, zone: zone)
        }.shown(\.name)
    }
}

/// Reads times and lengths of time as they are typed for a store.
struct TimeDialect {
    let kind: TimeKind
    let zone: TimeZone

    /// The moment that was typed, if one was.
    func moment(_ typed: TimeText?) throws(UsageError) -> Moment? {
        guard let typed else { return nil }
        return try moment(typed)
    }

    func moment(_ typed: TimeText) throws(UsageError) -> Moment {
        var reader = reader
        do throws(TimeError) {
            return try reader.read(typed.text)
        } catch {
            throw UsageError("\(typed.option) \(typed.text) \(error)")
        }
    }

    /// The length that was typed, if one was: seconds of calendar time, or a plain number.
    func length(_ typed: SpanText?) throws(UsageError) -> Double? {
        guard let typed else { return nil }
        return try length(typed)
    }

    func length(_ typed: SpanText) throws(UsageError) -> Double {
        do throws(TimeError) {
            return try TimeSpan.parse(typed.text, kind: kind)
        } catch {
            throw UsageError("\(typed.option) \(typed.text) \(error)")
        }
    }

    /// The step that was typed, if one was: fixed, or of the calendar.
    func step(_ typed: SpanText?) throws(UsageError) -> TimeStep? {
        guard let typed else { return nil }
        do throws(TimeError) {
            return try TimeStep.parse(typed.text, kind: kind, zone: zone)
        } catch {
            throw UsageError("\(typed.option) \(typed.text) \(error)")
        }
    }

    /// Reads times in a file.
    var reader: TimeReader { TimeReader(kind == .calendar ? .iso8601 : .number, timeZone: zone) }
}

extension Arguments {
    /// How times are typed for `store`.
    func dialect(_ store: ObservationStore) -> TimeDialect {
        TimeDialect(
            kind: store.timeKind,
            zone: self[.timeZone]?.zone ?? TimeZone(identifier: store.timeStyle.timeZone) ?? .gmt)
    }
}
