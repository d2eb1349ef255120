import Foundation
import TimeSeries

extension ReportFigure {
    /// Strips across a panel that tell the curves' values.
    private static let strips = 80
    /// Observations of a panel that tell theirs.
    private static let mostCircles = 400

    /// Draws `panels` with their values below the pointer.
    ///
    /// - Parameters:
    ///   - coverage: probability that the bands cover.
    ///   - zone: of dates on the axes.
    ///   - time: the text of a time.
    init(
        _ caption: String, _ panels: [SeriesPanel], coverage: Double, zone: TimeZone, time: (Moment) -> String
    ) throws {
        let script = PanelScript(panels, coverage: coverage, zone: zone, isOnPage: true)
        var hovers: [Hover] = []
        for (index, panel) in panels.enumerated() {
            let (axes, frame) = (script.axes[index], script.frames[index])
            let unit = panel.unit.map { " \($0)" } ?? ""
            for (kind, curve) in [("interpolation", panel.interpolation), ("forecast", panel.forecast)] {
                hovers += Self.strips(curve, axes, frame) { point in
                    "\(kind), \(time(point.time)): median \(ShownText.number(point.median))\(unit), "
                        + "\(ShownText.number(100 * coverage)) % from \(ShownText.number(point.low)) to "
                        + "\(ShownText.number(point.high))"
                }
            }
            let marks = panel.seen.map { ("observed", $0) } + panel.hidden.map { ("observed later", $0) }
            for (what, mark) in marks.suffix(Self.mostCircles) {
                let (x, y) = axes.point(mark.time, mark.value, in: frame)
                hovers.append(
                    Hover(
                        shape: .circle(x: x, y: y),
                        text: "\(what), \(time(mark.time)): \(ShownText.number(mark.value))\(unit)"))
            }
        }
        try self.init(
            caption, body: script.body, size: (script.grid.width, script.grid.height), hovers: hovers)
    }

    /// Strips from each point of `curve` that is shown to the next.
    private static func strips(
        _ curve: [SeriesPanel.Point], _ axes: PanelAxes, _ frame: PanelFrame, _ text: (SeriesPanel.Point) -> String
    ) -> [Hover] {
        let apart = max((curve.count + strips - 1) / strips, 1)
        let shown = curve.enumerated().filter { $0.offset % apart == 0 || $0.offset == curve.count - 1 }.map(\.element)
        let places = shown.map { axes.point($0.time, $0.median, in: frame).x }
        return shown.indices.map { index in
            // Each reaches half-way to its neighbours.
            let left = index > 0 ? (places[index - 1] + places[index]) / 2 : places[index]
            let right = index + 1 < places.count ? (places[index] + places[index + 1]) / 2 : places[index]
            return Hover(
                shape: .strip(left: left, right: max(right, left), top: frame.top, bottom: frame.bottom),
                text: text(shown[index]))
        }
    }
}
