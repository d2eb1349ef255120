import Foundation
import TimeSeries

/// The axes of a panel: ranges and marks.
struct PanelAxes: Sendable {
    /// The picture's first and last time.
    let first: Moment
    let last: Moment
    /// The lowest and highest value, with a margin.
    let low: Double
    let high: Double
    /// Whether the vertical axis is logarithmic.
    let isLogarithmic: Bool
    /// Whether it points down.
    let isInverted: Bool
    let timeTicks: [AxisTick]
    let valueTicks: [AxisTick]

    /// Axes for all that `panel` shows.
    ///
    /// - Parameters:
    ///   - width: of the area within the axes.
    ///   - height: of the same.
    ///   - character: width of a character, all in one unit.
    init(_ panel: SeriesPanel, zone: TimeZone, width: Double, height: Double, character: Double, line: Double) {
        let times = panel.times
        let first = times.min() ?? .numeric(0)
        let last = times.max() ?? first
        // A single time stands in the middle.
        let half: Double = last.kind == .calendar ? 43200 : 0.5
        self.first = first < last ? first : first.advanced(by: -half)
        self.last = first < last ? last : first.advanced(by: half)
        let values = panel.values.filter(\.isFinite)
        let least = values.min() ?? 0
        let greatest = values.max() ?? 1
        isLogarithmic = panel.isLogarithmic && least > 0
        isInverted = panel.isInverted
        if isLogarithmic {
            let margin = max(0.04 * (log(greatest) - log(least)), 0.01)
            low = exp(log(least) - margin)
            high = exp(log(greatest) + margin)
        } else {
            let margin = greatest > least ? 0.04 * (greatest - least) : max(0.5 * abs(least), 0.5)
            low = least - margin
            high = greatest + margin
        }
        timeTicks = AxisTick.time(self.first, self.last, zone: zone, width: width, character: character)
        let most = max(Int(height / (2 * line)), 2)
        valueTicks =
            isLogarithmic
            ? AxisTick.logarithmic(low, high, most: most) : AxisTick.linear(low, high, most: most)
    }

    /// Where `time` lies on the horizontal axis: seconds since the first, or the number.
    func position(_ time: Moment) -> Double {
        time.kind == .calendar ? time.elapsed(since: first) : time.elapsed(since: .numeric(0))
    }

    /// Where a point lies within `frame`, in pixels from the picture's top left.
    func point(_ time: Moment, _ value: Double, in frame: PanelFrame) -> (x: Double, y: Double) {
        let across = (position(time) - position(first)) / (position(last) - position(first))
        let up =
            isLogarithmic ? (log(value) - log(low)) / (log(high) - log(low)) : (value - low) / (high - low)
        return (
            frame.left + across * frame.width,
            isInverted ? frame.top + up * frame.height : frame.bottom - up * frame.height
        )
    }
}
