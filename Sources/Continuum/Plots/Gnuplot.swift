import Foundation
import Storage
import TimeSeries

/// Draws panels through gnuplot, found on the PATH.
public enum Gnuplot {
    /// What to draw on.
    public enum Target: Sendable {
        /// A file whose ending says the format: svg, png or pdf.
        case file(String)
        /// Text of so many columns and rows.
        case text(columns: Int, rows: Int)
    }

    /// Endings that `Target.file` knows.
    public static let endings = ["svg", "png", "pdf"]

    /// Draws `panels`; returns the text where the target is text.
    ///
    /// A file appears whole or not at all.
    public static func draw(_ panels: [SeriesPanel], coverage: Double, timeKind: TimeKind, to target: Target) throws
        -> String
    {
        let isText = if case .text = target { true } else { false }
        return try draw(
            body(panels, coverage: coverage, timeKind: timeKind, isText: isText), panels: panels.count, to: target)
    }

    /// Draws what `body` says, a script of `panels` panels one above the other; returns the text where the target is text.
    static func draw(_ body: String, panels: Int, to target: Target) throws -> String {
        var script = ""
        var temporary: String?
        switch target {
        case .text(let columns, let rows): script += "set terminal dumb size \(columns),\(rows * panels)\n"
        case .file(let path):
            let ending = (path as NSString).pathExtension.lowercased()
            let height = 330 * panels + 60
            switch ending {
            case "svg": script += "set terminal svg size 900,\(height) font 'sans,14' background 'white'\n"
            case "png": script += "set terminal pngcairo size 900,\(height) font 'sans,11'\n"
            case "pdf": script += "set terminal pdfcairo size 9in,\(Double(height) / 100)in font 'sans,12'\n"
            default:
                throw JobError.notAPicture(path, endings: endings)
            }
            let part = path + ".part"
            temporary = part
            script += "set output \(quoted(part))\n"
        }
        script += body
        let (status, output, errors) = try run(script)
        guard status == 0 else {
            if let temporary { try? FileManager.default.removeItem(atPath: temporary) }
            let reason = errors.split(separator: "\n").filter { !$0.allSatisfy { $0 == "^" || $0 == " " } }.suffix(3)
            throw StoreError.failed("gnuplot failed: \(reason.joined(separator: "; "))")
        }
        if case .file(let path) = target, let temporary, rename(temporary, path) != 0 {
            let reason = String(cString: strerror(errno))
            try? FileManager.default.removeItem(atPath: temporary)
            throw StoreError.failed("cannot write \(path): \(reason)")
        }
        return output
    }

    /// A string that gnuplot takes literally.
    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "''").replacing("\n", with: " ") + "'"
    }

    private static func body(
        _ panels: [SeriesPanel], coverage: Double, timeKind: TimeKind, isText: Bool
    ) -> String {
        var script = "set encoding utf8\nset multiplot layout \(panels.count),1\n"
        script += "set key outside top center horizontal samplen 2 noenhanced\nset grid lc rgb '#dddddd'\n"
        script += "set border 3\nset tics nomirror\n"
        script += "set style fill solid 0.35 noborder\nset bmargin 2.5\nset lmargin 9\n"
        if timeKind == .calendar { script += "set xdata time\nset timefmt '%s'\n" }
        for (index, panel) in panels.enumerated() {
            script += "set title \(quoted(panel.title)) noenhanced\n"
            if index == 1 { script += "unset key\n" }
            let times = panel.times
            if let first = times.min(), let last = times.max(), first < last {
                script += "set xrange [\(axis(first, timeKind)):\(axis(last, timeKind))]\n"
            }
            if timeKind == .calendar, let format = dateFormat(panel) { script += "set format x '\(format)'\n" }
            var plots: [String] = []
            func block(_ name: String, _ lines: [String]) -> String {
                script += "$\(name)\(index) << EOD\n\(lines.joined(separator: "\n"))\nEOD\n"
                return "$\(name)\(index)"
            }
            func curve(_ name: String, _ points: [SeriesPanel.Point], _ color: String, _ label: String) {
                guard !points.isEmpty else { return }
                let data = block(name, points.map { "\(number($0.time)) \($0.low) \($0.high) \($0.median)" })
                let band = quoted("\(label), \(DecimalNumber.text((coverage * 1000).rounded() / 10)) % band")
                if isText {
                    plots.append("\(data) using 1:2 with dots notitle")
                    plots.append("\(data) using 1:3 with dots notitle")
                    plots.append("\(data) using 1:4 with lines title \(quoted(label + ", median"))")
                } else {
                    plots.append("\(data) using 1:2:3 with filledcurves lc rgb '\(color)' title \(band)")
                    plots.append(
                        "\(data) using 1:4 with lines lw 2 lc rgb '\(color)' title \(quoted(label + ", median"))")
                }
            }
            curve("interpolation", panel.interpolation, "#4477aa", "interpolation")
            curve("forecast", panel.forecast, "#cc6633", "forecast")
            let size = panel.seen.count > 300 ? 0.25 : 0.7
            if !panel.seen.isEmpty {
                let data = block("seen", panel.seen.map { "\(number($0.time)) \($0.value)" })
                plots.append("\(data) using 1:2 with points pt 7 ps \(size) lc rgb '#222222' title 'observed'")
            }
            if !panel.hidden.isEmpty {
                let data = block("hidden", panel.hidden.map { "\(number($0.time)) \($0.value)" })
                plots.append("\(data) using 1:2 with points pt 6 ps \(size) lc rgb '#222222' title 'observed later'")
            }
            script += "plot \(plots.joined(separator: ", \\\n  "))\n"
        }
        return script + "unset multiplot\n"
    }

    /// A time as a range of the axis takes it.
    private static func axis(_ moment: Moment, _ kind: TimeKind) -> String {
        kind == .calendar ? "'\(number(moment))'" : number(moment)
    }

    private static func number(_ moment: Moment) -> String {
        switch moment {
        case .calendar(let microseconds): "\(Double(microseconds) / 1e6)"
        case .numeric(let number): "\(number)"
        }
    }

    /// Dates as fine as the picture's span asks for.
    private static func dateFormat(_ panel: SeriesPanel) -> String? {
        let times = panel.times
        guard let first = times.min(), let last = times.max() else { return nil }
        let days = last.elapsed(since: first) / 86400
        if days > 1200 { return "%Y" }
        if days > 90 { return "%Y-%m" }
        return days > 3 ? "%m-%d" : "%d %H:%M"
    }

    private static func run(_ script: String) throws -> (status: Int32, output: String, errors: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gnuplot"]
        let folder = FileManager.default.temporaryDirectory.path + "/continuum-plot-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Through files: a pipe that nobody empties would stop gnuplot.
        let paths = ["script", "output", "errors"].map { "\(folder)/\($0)" }
        try script.write(toFile: paths[0], atomically: false, encoding: .utf8)
        for path in paths.dropFirst() { try Data().write(to: URL(fileURLWithPath: path)) }
        process.standardInput = FileHandle(forReadingAtPath: paths[0])
        process.standardOutput = FileHandle(forWritingAtPath: paths[1])
        process.standardError = FileHandle(forWritingAtPath: paths[2])
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus != 127 else {
            throw StoreError.failed("gnuplot is not installed; on Debian: sudo apt-get install gnuplot-nox")
        }
        func text(_ path: String) -> String {
            (try? Data(contentsOf: URL(fileURLWithPath: path))).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        return (process.terminationStatus, text(paths[1]), text(paths[2]))
    }
}
