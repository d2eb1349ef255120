import Forecasting
import Foundation
import Storage
import TimeSeries

/// The pictures of a backtest, each a file in a folder, through gnuplot.
public struct BacktestPlot {
    let result: BacktestResult
    let report: BacktestReport
    /// Who is drawn: those asked for, the best simple rule, the last value; eight at most.
    let shown: [BacktestReport.Entry]

    static let colors = ["#4477aa", "#cc6633", "#228833", "#aa3377", "#66ccee", "#997700", "#666666", "#222255"]
    /// Histograms of one picture.
    private static let mostHistograms = 4

    /// Pictures of a backtest.
    ///
    /// - Parameters:
    ///   - result: what was said of every point.
    ///   - report: its tables.
    ///   - names: forecasters that are drawn first; others follow as they rank.
    public init(_ result: BacktestResult, _ report: BacktestReport, names: [String] = []) {
        self.result = result
        self.report = report
        let scored = report.entries.filter { $0.failure == nil }
        var order = names.compactMap { name in scored.first { $0.name == name } }
        order += scored.filter { entry in entry.name == report.bestRule || entry.kind == "last-value" }
        order += scored
        var shown: [BacktestReport.Entry] = []
        for entry in order where shown.count < Self.colors.count && !shown.contains(where: { $0.name == entry.name }) {
            shown.append(entry)
        }
        self.shown = shown
    }

    /// Draws all pictures to `folder`, which is made where it is missing; returns their paths.
    public func draw(to folder: String) throws -> [String] {
        guard !shown.isEmpty else { return [] }
        try Self.makeFolder(folder)
        var paths: [String] = []
        func draw(_ name: String, _ body: String, panels: Int) throws {
            let path = "\(folder)/\(name).svg"
            _ = try Gnuplot.draw(body, panels: panels, to: .file(path))
            paths.append(path)
        }
        try draw("error-by-lead", errorByLead, panels: 1)
        try draw("coverage-by-lead", coverageByLead, panels: 1)
        try draw("calibration", calibration, panels: 1)
        let histograms = Array(shown.prefix(Self.mostHistograms))
        try draw("pit", Self.histograms(histograms), panels: histograms.count)
        for (name, panels) in fans where !panels.isEmpty {
            let path = "\(folder)/\(name).svg"
            _ = try Gnuplot.draw(
                panels, coverage: 0.9, to: .file(path))
            paths.append(path)
        }
        return paths
    }

    /// Makes `folder` where it is missing.
    public static func makeFolder(_ folder: String) throws(StoreError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw StoreError.failed("cannot make the folder \(folder): \(error.localizedDescription)")
        }
    }

    /// What every picture begins with.
    private static func header(_ panels: Int) -> String {
        """
        set encoding utf8
        set multiplot layout \(panels),1
        set key outside right top vertical samplen 2 noenhanced
        set grid lc rgb '#dddddd'
        set border 3
        set tics nomirror

        """
    }

    private var leadUnit: LeadUnit {
        LeadUnit(result.targets.collection.times.kind, longest: result.targets.leads.max() ?? 0)
    }

    /// Lines over the middle of each bin of the lead.
    private func byLead(_ value: (BacktestMetrics) -> Double?) -> (data: String, plots: [String]) {
        let unit = leadUnit.length
        var data = ""
        var plots: [String] = []
        for (index, entry) in shown.enumerated() {
            let lines = entry.leads.compactMap { cell -> String? in
                guard let from = cell.leadFrom, let to = cell.leadTo, let value = value(cell.metrics) else {
                    return nil
                }
                return "\((from + to) / 2 / unit) \(value)"
            }
            if lines.isEmpty { continue }
            data += "$line\(index) << EOD\n\(lines.joined(separator: "\n"))\nEOD\n"
            let width = index == 0 ? 3 : 1.5
            plots.append(
                "$line\(index) using 1:2 with linespoints pt 7 ps 0.4 lw \(width) lc rgb '\(Self.colors[index])' "
                    + "title \(Gnuplot.quoted(entry.name))")
        }
        return (data, plots)
    }

    private var errorByLead: String {
        let (data, plots) = byLead(\.rankedProbability)
        var script = Self.header(1) + data + "set title 'Error by lead'\nset xlabel \(Gnuplot.quoted(leadUnit.label))\n"
        script +=
            "set ylabel 'CRPS\(report.isScaled ? " (standard deviations)" : "")'\nset yrange [0:*]\nset xrange [0:*]\n"
        return script + "plot \(plots.joined(separator: ", \\\n  "))\nunset multiplot\n"
    }

    private var coverageByLead: String {
        let (data, plots) = byLead { $0.band(0.9)?.coverage }
        var script = Self.header(1) + data + "set title 'Share of values within the 90 % band, by lead'\n"
        script +=
            "set xlabel \(Gnuplot.quoted(leadUnit.label))\nset ylabel 'coverage'\nset yrange [0:1.02]\nset xrange [0:*]\n"
        let level = "0.9 with lines dt 2 lc rgb '#222222' title 'nominal'"
        return script + "plot \(([level] + plots).joined(separator: ", \\\n  "))\nunset multiplot\n"
    }

    /// Shares of the transforms below each level.
    private var calibration: String {
        var script = Self.header(1)
        var plots = ["x with lines dt 2 lc rgb '#222222' title 'nominal'"]
        for (index, entry) in shown.enumerated() {
            let shares = entry.overPoints.transforms
            var sum = 0.0
            var lines = ["0 0"]
            for (bin, share) in shares.enumerated() {
                sum += share
                lines.append("\(Double(bin + 1) / Double(shares.count)) \(sum)")
            }
            script += "$line\(index) << EOD\n\(lines.joined(separator: "\n"))\nEOD\n"
            plots.append(
                "$line\(index) using 1:2 with lines lw \(index == 0 ? 3 : 1.5) lc rgb '\(Self.colors[index])' "
                    + "title \(Gnuplot.quoted(entry.name))")
        }
        script +=
            "set title 'Calibration: share of values below each quantile'\nset xlabel 'nominal'\nset ylabel 'observed'\n"
        script += "set xrange [0:1]\nset yrange [0:1]\n"
        return script + "plot \(plots.joined(separator: ", \\\n  "))\nunset multiplot\n"
    }

    private static func histograms(_ entries: [BacktestReport.Entry]) -> String {
        var script = header(entries.count) + "unset key\nset style fill solid 0.6 noborder\nset boxwidth 0.9 relative\n"
        script += "set xrange [0:1]\nset bmargin 3.5\nset xlabel 'probability integral transform'\nset ylabel 'share'\n"
        let highest = entries.flatMap(\.overPoints.transforms).max() ?? 1
        script += "set yrange [0:\(1.1 * highest)]\n"
        for (index, entry) in entries.enumerated() {
            let shares = entry.overPoints.transforms
            let lines = shares.enumerated().map { "\((Double($0) + 0.5) / Double(shares.count)) \($1)" }
            script += "$bars\(index) << EOD\n\(lines.joined(separator: "\n"))\nEOD\n"
            script += "set title \(Gnuplot.quoted("\(entry.name): flat if the forecasts are right")) noenhanced\n"
            script += "plot $bars\(index) using 1:2 with boxes lc rgb '\(colors[index])', "
            script += "\(1 / Double(max(shares.count, 1))) with lines dt 2 lc rgb '#222222'\n"
        }
        return script + "unset multiplot\n"
    }
}
