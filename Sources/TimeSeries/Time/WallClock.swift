import Foundation

/// What the clocks of a zone show, in microseconds since 1970-01-01 00:00 of the zone itself.
package struct WallClock: Sendable {
    /// The zone.
    package let zone: TimeZone

    static let day: Int64 = 86_400_000_000

    /// The clocks of `zone`.
    package init(_ zone: TimeZone) { self.zone = zone }

    /// What they show at `utc` microseconds since 1970.
    package func local(_ utc: Int64) -> Int64 { utc + offset(at: utc) }

    /// When they show `local`: the earlier of two moments; for a time that is skipped, as much later as the clocks are put forward.
    package func utc(_ local: Int64) -> Int64 {
        let before = offset(at: local - Self.day)
        let after = offset(at: local + Self.day)
        return [before, after].map { local - $0 }.filter { local - $0 == offset(at: $0) }.min() ?? local - before
    }

    /// Date and time of day as text: `2024-03-05` and `16:20:00`, with a fraction where there is one.
    package func text(_ utc: Int64) -> (date: String, time: String) {
        let local = local(utc)
        return (ISO8601.date(local), ISO8601.time(local))
    }

    /// Microseconds ahead of UTC.
    private func offset(at utc: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(utc) / 1e6))) * 1_000_000
    }
}
