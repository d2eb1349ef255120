import Continuum
import Foundation
import TimeSeries

/// Lengths of time for the eye.
enum DurationText {
    /// Seconds in the largest unit that keeps them short; plain numbers as they are.
    static func text(_ value: Double, _ kind: TimeKind) -> String { ShownText.duration(value, kind) }

    /// Seconds of clock time, as in 1:05.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(max(seconds, 0).rounded())
        let minutes = whole / 60 % 60
        let rest = String(format: "%02d", whole % 60)
        return whole >= 3600 ? "\(whole / 3600):\(String(format: "%02d", minutes)):\(rest)" : "\(minutes):\(rest)"
    }
}
