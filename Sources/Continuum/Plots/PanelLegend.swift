import Foundation
import TimeSeries

/// The legend of a picture, in one row above the panels.
struct PanelLegend {
    /// A swatch with its name.
    private enum Swatch {
        /// A line within a band.
        case curve(String)
        /// A point of gnuplot's type.
        case point(Int)
    }

    private var entries: [(swatch: Swatch, text: String)] = []
    private let pointSize: Double

    /// Whatever any of `panels` shows.
    init(_ panels: [SeriesPanel], coverage: Double, pointSize: Double) {
        self.pointSize = pointSize
        let band = "median and \(DecimalNumber.text((coverage * 1000).rounded() / 10)) % band"
        if panels.contains(where: { !$0.interpolation.isEmpty }) {
            entries.append((.curve(PanelScript.interpolation), "interpolation, \(band)"))
        }
        if panels.contains(where: { !$0.forecast.isEmpty }) {
            entries.append((.curve(PanelScript.forecast), "forecast, \(band)"))
        }
        if panels.contains(where: { !$0.seen.isEmpty }) { entries.append((.point(7), "observed")) }
        if panels.contains(where: { !$0.hidden.isEmpty }) { entries.append((.point(6), "observed later")) }
    }

    /// The commands that draw it before the first panel, in a picture of the size of `grid`.
    func commands(_ grid: PanelGrid) -> String {
        func width(_ entry: (swatch: Swatch, text: String)) -> Double {
            let swatch: Double = if case .curve = entry.swatch { 34 } else { 16 }
            return swatch + Double(entry.text.count) * 6.8 + 20
        }
        var x = max((grid.width - entries.map(width).reduce(0, +)) / 2, 8)
        let y = 18.0
        func at(_ x: Double, _ y: Double) -> String { "screen \(x / grid.width), screen \(1 - y / grid.height)" }
        var script = ""
        for entry in entries {
            var text = x + 14
            switch entry.swatch {
            case .curve(let color):
                script += "set object rectangle from \(at(x, y + 7)) to \(at(x + 26, y - 7)) "
                script += "fc rgb '\(color)' fs solid 0.35 noborder\n"
                script += "set arrow from \(at(x, y)) to \(at(x + 26, y)) nohead lw 2 lc rgb '\(color)' front\n"
                text = x + 34
            case .point(let mark):
                script +=
                    "set label '' at \(at(x + 4, y)) point pt \(mark) ps \(pointSize) lc rgb '\(PanelScript.ink)'\n"
            }
            script += "set label \(Gnuplot.quoted(entry.text)) at \(at(text, y)) left noenhanced\n"
            x += width(entry)
        }
        return script
    }

    /// The command that keeps it off the other panels.
    static let end = "unset object\nunset arrow\nunset label\n"
}
