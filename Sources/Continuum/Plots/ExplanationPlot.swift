import Forecasting
import Foundation
import Storage

/// A picture of where forecasts' bands come from: shares of the squared width by lead, one panel for each series and variable.
public struct ExplanationPlot {
    private let panels: [(title: String, rows: [ForecastExplanation])]

    /// Panels that one picture holds at most.
    private static let mostPanels = 6
    private static let parts: [(name: String, color: String)] = [
        ("noise", "#999999"), ("path", "#4477aa"), ("members", "#cc6633"), ("calibration", "#228833"),
    ]

    /// A picture of `explanations`, those of one series and variable beside each other.
    ///
    /// - Throws: ``JobError`` where there are more series and variables than one picture can hold.
    public init(_ explanations: [ForecastExplanation]) throws(JobError) {
        var panels: [(title: String, rows: [ForecastExplanation])] = []
        for row in explanations {
            let title = "\(row.variable), series \(row.series)"
            if panels.last?.title == title {
                panels[panels.count - 1].rows.append(row)
            } else {
                panels.append((title, [row]))
            }
        }
        guard panels.count <= Self.mostPanels else {
            throw .tooManyPanels(
                series: Set(explanations.map(\.series)).count, variables: Set(explanations.map(\.variable)).count,
                most: Self.mostPanels)
        }
        self.panels = panels
    }

    /// Draws the picture; returns the text where the target is text.
    public func draw(to target: Gnuplot.Target) throws -> String {
        let rows = panels.flatMap(\.rows)
        let unit = LeadUnit(rows.first?.time.kind ?? .numeric, longest: rows.map(\.lead).max() ?? 0)
        var script = """
            set encoding utf8
            set multiplot layout \(max(panels.count, 1)),1
            set key outside right top vertical samplen 2 noenhanced
            set border 3
            set tics nomirror
            set style data histograms
            set style histogram rowstacked
            set style fill solid 0.85 border lc rgb '#ffffff'
            set boxwidth 0.9
            set ylabel 'share of the band (%)'
            set xlabel \(Gnuplot.quoted(unit.label))
            set xtics noenhanced
            set yrange [*:100<*]

            """
        for (index, panel) in panels.enumerated() {
            script += "$panel\(index) << EOD\n"
            let stride = max(1, panel.rows.count / 12)
            for (place, row) in panel.rows.enumerated() {
                // Labels far enough apart to be read.
                let label = place % stride == 0 ? String(format: "%.4g", row.lead / unit.length) : ""
                let shares = [row.noise, row.path, row.members, row.calibration].map { "\(100 * $0)" }
                script += "\"\(label)\" \(shares.joined(separator: " "))\n"
            }
            script += "EOD\nset title \(Gnuplot.quoted(panel.title)) noenhanced\n"
            let plots = Self.parts.enumerated().map { place, part in
                "$panel\(index) using \(place + 2)\(place == 0 ? ":xtic(1)" : "") lc rgb '\(part.color)' title '\(part.name)'"
            }
            script += "plot \(plots.joined(separator: ", \\\n  "))\n"
        }
        script += "unset multiplot\n"
        return try Gnuplot.draw(script, panels: max(panels.count, 1), to: target)
    }
}
