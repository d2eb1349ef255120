import Foundation
import TimeSeries

/// The script by which gnuplot draws panels of series, and where it draws them.
struct PanelScript {
    /// The panels' axes, in their order.
    let axes: [PanelAxes]
    /// The areas within the axes, in pixels.
    let frames: [PanelFrame]
    let grid: PanelGrid

    private let panels: [SeriesPanel]
    private let coverage: Double
    private let zone: TimeZone
    private let isText: Bool

    /// Colours of curves and observations; reports change the last three with the reader's scheme.
    static let interpolation = "#4477aa"
    static let forecast = "#cc6633"
    static let ink = "#222222"
    static let lines = "#dddddd"

    /// - Parameters:
    ///   - coverage: probability of the bands.
    ///   - zone: of dates on the axes.
    ///   - text: columns and rows of a panel in text, `nil` for a picture.
    ///   - isOnPage: whether the picture stands in a page of text.
    init(
        _ panels: [SeriesPanel], coverage: Double, zone: TimeZone, text: (columns: Int, rows: Int)? = nil,
        isOnPage: Bool = false
    ) {
        self.panels = panels
        self.coverage = coverage
        self.zone = zone
        isText = text != nil
        let grid = isOnPage ? PanelGrid(onPage: panels.count) : PanelGrid(panels: panels.count)
        self.grid = grid
        func axes(_ labels: Int) -> (axes: [PanelAxes], frames: [PanelFrame]) {
            let frames = panels.indices.map { grid.frame(of: $0, labels: labels) }
            let axes = zip(panels, frames).map { panel, frame in
                // Text terminals need some 10 columns and 6 rows around the axes.
                if let text {
                    return PanelAxes(
                        panel, zone: zone, width: Double(text.columns - 12), height: Double(text.rows - 7),
                        character: 1, line: 1)
                }
                return PanelAxes(
                    panel, zone: zone, width: frame.width, height: frame.height, character: PanelGrid.character,
                    line: 16)
            }
            return (axes, frames)
        }
        let labels = axes(6).axes.flatMap(\.valueTicks).map(\.label.count).max() ?? 6
        (self.axes, frames) = axes(labels)
    }

    /// The commands.
    var body: String {
        var script = "set encoding utf8\nset border 3\nset tics nomirror noenhanced\n"
        script += "set grid lt 1 lw 0.5 lc rgb '\(Self.lines)'\nset style fill solid 0.35 noborder\n"
        if isText {
            script +=
                "set multiplot layout \(panels.count),1\nset key outside top center horizontal samplen 2 noenhanced\n"
        } else {
            script += "set multiplot\nunset key\n"
            script += PanelLegend(panels, coverage: coverage, pointSize: pointSize).commands(grid)
        }
        for index in panels.indices { script += panel(index) }
        return script + "unset multiplot\n"
    }

    private func panel(_ index: Int) -> String {
        let (panel, axes, frame) = (panels[index], axes[index], frames[index])
        var script = "set title \(Gnuplot.quoted(panel.title)) noenhanced\n"
        if !isText {
            // Text of gnuplot stands a line above the area.
            script +=
                "set lmargin at screen \(frame.left / grid.width)\nset rmargin at screen \(frame.right / grid.width)\n"
            script += "set tmargin at screen \(1 - frame.top / grid.height)\n"
            script += "set bmargin at screen \(1 - frame.bottom / grid.height)\nset title offset 0,-0.6\n"
            script += "set ylabel \(Gnuplot.quoted(panel.axisTitle)) noenhanced\n"
            let isTitled = grid.isLowest(index, of: panels.count)
            let hasTwoLines = axes.timeTicks.contains { $0.label.contains("\n") }
            script += "set xlabel '\(isTitled ? timeTitle(axes) : "")' noenhanced offset 0,\(hasTwoLines ? -0.9 : 0)\n"
        } else if let unit = panel.unit {
            script = "set title \(Gnuplot.quoted("\(panel.title), \(unit)")) noenhanced\n"
        }
        script += axes.isLogarithmic ? "set logscale y\n" : "unset logscale y\n"
        script += "set xrange [\(axes.position(axes.first)):\(axes.position(axes.last))]\n"
        let (bottom, top) = axes.isInverted ? (axes.high, axes.low) : (axes.low, axes.high)
        script += "set yrange [\(bottom):\(top)]\n"
        script +=
            "set xtics (\(AxisTick.list(axes.timeTicks)))\nset ytics (\(AxisTick.list(axes.valueTicks)))\nunset mytics\n"
        if index == 1, isText { script += "unset key\n" }
        var plots = curves(panel, axes, index, &script)
        if !isText { for place in plots.indices { plots[place] += " notitle" } }
        script += "plot \(plots.isEmpty ? "NaN notitle" : plots.joined(separator: ", \\\n  "))\n"
        return script + (isText || index > 0 ? "" : PanelLegend.end)
    }

    /// What the axis of time shows.
    private func timeTitle(_ axes: PanelAxes) -> String {
        guard axes.first.kind == .calendar else { return "time" }
        return axes.timeTicks.contains { $0.label.contains(":") }
            ? "time (\(zone.identifier.replacing("GMT", with: "UTC")))" : "date"
    }

    private func curves(_ panel: SeriesPanel, _ axes: PanelAxes, _ index: Int, _ script: inout String) -> [String] {
        var bands: [String] = []
        var medians: [String] = []
        var marks: [String] = []
        func block(_ name: String, _ lines: [String]) -> String {
            script += "$\(name)\(index) << EOD\n\(lines.joined(separator: "\n"))\nEOD\n"
            return "$\(name)\(index)"
        }
        func curve(_ name: String, _ points: [SeriesPanel.Point], _ color: String) {
            guard !points.isEmpty else { return }
            let data = block(name, points.map { "\(axes.position($0.time)) \($0.low) \($0.high) \($0.median)" })
            if isText {
                bands += ["\(data) using 1:2 with dots notitle", "\(data) using 1:3 with dots notitle"]
                medians.append("\(data) using 1:4 with lines title '\(name), median'")
            } else {
                bands.append("\(data) using 1:2:3 with filledcurves lc rgb '\(color)'")
                // A line that goes up and down within a pixel is thin, or it would be a block.
                let span = axes.position(points[points.count - 1].time) - axes.position(points[0].time)
                let share = span / (axes.position(axes.last) - axes.position(axes.first))
                let width = Double(points.count) > 1.5 * share * frames[index].width + 50 ? 0.5 : 2
                medians.append("\(data) using 1:4 with lines lw \(width) lc rgb '\(color)'")
            }
        }
        func points(_ name: String, _ list: [(time: Moment, value: Double)], _ mark: Int, _ title: String) {
            guard !list.isEmpty else { return }
            let data = block(name, list.map { "\(axes.position($0.time)) \($0.value)" })
            marks.append(
                "\(data) using 1:2 with points pt \(mark) ps \(pointSize) lc rgb '\(Self.ink)'"
                    + (isText ? " title '\(title)'" : ""))
        }
        curve("interpolation", panel.interpolation, Self.interpolation)
        curve("forecast", panel.forecast, Self.forecast)
        points("seen", panel.seen, 7, "observed")
        points("hidden", panel.hidden, 6, "observed later")
        // Many points would hide the medians.
        return pointSize < 0.6 ? bands + marks + medians : bands + medians + marks
    }

    /// One size for all panels, smaller where a panel is full.
    private var pointSize: Double {
        let most = zip(panels, frames).map { Double($0.seen.count + $0.hidden.count) / $1.width }.max() ?? 0
        return most > 1 ? 0.2 : most > 0.25 ? 0.35 : 0.6
    }
}
