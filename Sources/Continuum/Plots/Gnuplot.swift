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

    /// Draws `panels`, in columns where there are more than three; returns the text where the target is text.
    ///
    /// A file appears whole or not at all.
    ///
    /// - Parameters:
    ///   - panels: at least one.
    ///   - coverage: probability that the bands cover.
    ///   - zone: of dates on the axes.
    ///   - target: what is drawn on.
    public static func draw(
        _ panels: [SeriesPanel], coverage: Double, zone: TimeZone = .gmt, to target: Target
    ) throws -> String {
        var text: (columns: Int, rows: Int)?
        if case .text(let columns, let rows) = target { text = (columns, rows) }
        let script = PanelScript(panels, coverage: coverage, zone: zone, text: text)
        return try draw(script.body, panels: panels.count, size: (script.grid.width, script.grid.height), to: target)
    }

    /// Draws what `body` says, a script of `panels` panels; returns the text where the target is text.
    ///
    /// - Parameters:
    ///   - size: of a picture in pixels; `nil` for panels one above the other.
    ///   - background: of an SVG; `nil` for none.
    static func draw(
        _ body: String, panels: Int, size: (width: Double, height: Double)? = nil, background: String? = "white",
        to target: Target
    ) throws -> String {
        var script = ""
        var temporary: String?
        switch target {
        case .text(let columns, let rows): script += "set terminal dumb size \(columns),\(rows * panels)\n"
        case .file(let path):
            let ending = (path as NSString).pathExtension.lowercased()
            let size = size ?? (900, 330 * Double(panels) + 60)
            let (width, height) = (Int(size.width), Int(size.height))
            switch ending {
            case "svg":
                script += "set terminal svg size \(width),\(height) font 'sans,13'"
                script += background.map { " background '\($0)'\n" } ?? "\n"
            case "png": script += "set terminal pngcairo size \(width),\(height) font 'sans,10'\n"
            case "pdf":
                script += "set terminal pdfcairo size \(size.width / 96)in,\(size.height / 96)in font 'sans,10'\n"
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

    /// A string that gnuplot takes literally; control characters, which no picture can hold, become blanks.
    static func quoted(_ text: String) -> String {
        let shown = text.unicodeScalars.map { $0.value < 32 || (127...159).contains($0.value) ? " " : String($0) }
        return "'" + shown.joined().replacing("'", with: "''") + "'"
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
