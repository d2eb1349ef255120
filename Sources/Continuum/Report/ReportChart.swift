import Foundation

/// Lines over a number, or bars of shares, one of the panels of a figure.
public struct ReportChart: Sendable {
    /// A line with its name.
    public struct Line: Sendable {
        /// The name, shown in the legend and where the pointer rests.
        public var name: String
        /// Its points, ascending.
        public var points: [(x: Double, y: Double)]

        /// A line through `points`; those that are not finite are left out.
        public init(_ name: String, _ points: [(x: Double, y: Double)]) {
            self.name = name
            self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
        }
    }

    /// The heading.
    public var title: String
    /// What the horizontal and the vertical axis show.
    public var horizontal: String
    public var vertical: String
    /// The lines.
    public var lines: [Line]
    /// A value to be compared with, drawn across; `nil` for none.
    public var target: Double?
    /// Whether the points of the first line are bars, each as wide as the distance to the next.
    public var isBars = false
    /// Whether the vertical axis begins at 0.
    public var isFromZero = false

    /// A chart of `lines`.
    public init(_ title: String, horizontal: String, vertical: String, lines: [Line], target: Double? = nil) {
        self.title = title
        self.horizontal = horizontal
        self.vertical = vertical
        self.lines = lines
        self.target = target
    }
}

extension ReportFigure {
    /// Colours of lines that are told apart also by those who see few colours (Okabe, Ito 2008), in a tone that suits light and
    /// dark pages.
    private static let colors = [
        "#4477aa", "#cc6633", "#339977", "#aa5599", "#998822", "#777777", "#3399cc", "#bb4455",
    ]

    /// Draws `charts` side by side in a grid.
    public init(_ caption: String, _ charts: [ReportChart]) throws {
        let grid = PanelGrid(onPage: charts.count)
        var hovers: [Hover] = []
        var script = "set encoding utf8\nset border 3\nset tics nomirror noenhanced\nunset key\nset multiplot\n"
        script += "set grid lt 1 lw 0.5 lc rgb '\(PanelScript.lines)'\nset style fill solid 0.5 noborder\n"
        let names = charts.flatMap { $0.isBars ? [] : $0.lines.map(\.name) }
        let legend = names.enumerated().filter { names.firstIndex(of: $0.element) == $0.offset }.map(\.element)
        let colors = Self.colors
        func color(_ name: String) -> String { colors[(legend.firstIndex(of: name) ?? 0) % colors.count] }
        script += Self.legend(charts.contains { $0.lines.count > 1 } ? legend : [], colors, grid)
        let isAlike = Set(charts.map(\.horizontal)).count == 1
        for (index, chart) in charts.enumerated() {
            let axes = ChartAxes(chart, width: grid.cellWidth, height: grid.cellHeight)
            let frame = grid.frame(of: index, labels: axes.verticalTicks.map(\.label.count).max() ?? 3)
            script +=
                "set lmargin at screen \(frame.left / grid.width)\nset rmargin at screen \(frame.right / grid.width)\n"
            script += "set tmargin at screen \(1 - frame.top / grid.height)\n"
            script += "set bmargin at screen \(1 - frame.bottom / grid.height)\n"
            script += "set title \(Gnuplot.quoted(chart.title)) noenhanced offset 0,-0.6\n"
            let isTitled = !isAlike || grid.isLowest(index, of: charts.count)
            script += "set xlabel \(Gnuplot.quoted(isTitled ? chart.horizontal : "")) noenhanced\n"
            script += "set ylabel \(Gnuplot.quoted(chart.vertical)) noenhanced\n"
            script += "set xrange [\(axes.left):\(axes.right)]\nset yrange [\(axes.low):\(axes.high)]\n"
            script +=
                "set xtics (\(AxisTick.list(axes.horizontalTicks)))\nset ytics (\(AxisTick.list(axes.verticalTicks)))\n"
            var plots: [String] = []
            for (place, line) in chart.lines.enumerated() where !line.points.isEmpty {
                let block = "$line\(index)x\(place)"
                script += "\(block) << EOD\n"
                script += line.points.map { "\($0.x) \($0.y)\n" }.joined() + "EOD\n"
                let paint = "lc rgb '\(chart.isBars ? colors[0] : color(line.name))'"
                let mark = line.points.count > 40 ? "lines lw 2" : "linespoints lw 2 pt 7 ps 0.4"
                plots.append(
                    chart.isBars
                        ? "\(block) using ($1+\(axes.barWidth / 2)):2:(\(0.92 * axes.barWidth)) with boxes \(paint)"
                        : "\(block) using 1:2 with \(mark) \(paint)")
                hovers += axes.hovers(line, chart, in: frame)
            }
            if let target = chart.target { plots.append("\(target) with lines dt 2 lw 1 lc rgb '\(PanelScript.ink)'") }
            script += "plot \(plots.isEmpty ? "NaN" : plots.joined(separator: ", \\\n  "))\n"
            if index == 0 { script += PanelLegend.end }
        }
        script += "unset multiplot\n"
        try self.init(caption, body: script, size: (grid.width, grid.height), hovers: hovers)
    }

    private static func legend(_ names: [String], _ colors: [String], _ grid: PanelGrid) -> String {
        let widths = names.map { Double($0.count) * 6.8 + 52 }
        var x = max((grid.width - widths.reduce(0, +)) / 2, 8)
        let y = 18.0
        var script = ""
        func at(_ x: Double) -> String { "screen \(x / grid.width), screen \(1 - y / grid.height)" }
        for (index, name) in names.enumerated() {
            script += "set arrow from \(at(x)) to \(at(x + 24)) nohead lw 2 lc rgb '\(colors[index % colors.count])'\n"
            script += "set label \(Gnuplot.quoted(name)) at \(at(x + 30)) left noenhanced\n"
            x += widths[index]
        }
        return script
    }
}

/// The ranges and marks of a chart.
private struct ChartAxes {
    let left: Double
    let right: Double
    let low: Double
    let high: Double
    let barWidth: Double
    let horizontalTicks: [AxisTick]
    let verticalTicks: [AxisTick]

    init(_ chart: ReportChart, width: Double, height: Double) {
        let points = chart.lines.flatMap(\.points)
        let across = points.map(\.x)
        let up = points.map(\.y) + (chart.target.map { [$0] } ?? []) + (chart.isFromZero ? [0] : [])
        let (first, last) = (across.min() ?? 0, across.max() ?? 1)
        barWidth = chart.isBars && points.count > 1 ? (last - first) / Double(points.count - 1) : 0
        let half = last > first ? 0 : max(0.5 * abs(first), 0.5)
        left = first - half
        right = last + half + barWidth
        let (least, greatest) = (up.min() ?? 0, up.max() ?? 1)
        let margin = greatest > least ? 0.05 * (greatest - least) : max(0.5 * abs(least), 0.5)
        low = chart.isFromZero && least >= 0 ? 0 : least - margin
        high = greatest + margin
        let (left, right) = (left, right)
        horizontalTicks =
            stride(from: 9, to: 1, by: -1).lazy.map { AxisTick.linear(left, right, most: $0) }
            .first { ticks in Double(ticks.map { $0.label.count + 3 }.reduce(0, +)) * PanelGrid.character < width - 90 }
            ?? []
        verticalTicks = AxisTick.linear(low, high, most: max(Int(height / 50), 2))
    }

    /// Places of the points of `line`; of many points every few.
    func hovers(_ line: ReportChart.Line, _ chart: ReportChart, in frame: PanelFrame) -> [ReportFigure.Hover] {
        let apart = max(line.points.count / 100, 1)
        return line.points.enumerated().filter { $0.offset % apart == 0 }.map { _, point in
            let x = frame.left + (point.x + barWidth / 2 - left) / (right - left) * frame.width
            let text =
                (chart.isBars ? "" : "\(line.name), ") + "\(chart.horizontal) \(ShownText.number(point.x)): "
                + "\(chart.vertical) \(ShownText.number(point.y))"
            if chart.isBars {
                let half = 0.5 * barWidth / (right - left) * frame.width
                return .init(
                    shape: .strip(left: x - half, right: x + half, top: frame.top, bottom: frame.bottom), text: text)
            }
            let y = frame.bottom - (point.y - low) / (high - low) * frame.height
            return .init(shape: .circle(x: x, y: y), text: text)
        }
    }
}
