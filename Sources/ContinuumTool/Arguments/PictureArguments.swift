import Continuum
import Foundation

extension Arguments {
    /// The file that `--output` names for a picture, or `nil` for none.
    func picture() throws -> String? {
        guard let path = text("--output") else { return nil }
        guard Gnuplot.endings.contains((path as NSString).pathExtension.lowercased()) else {
            throw UsageError("--output \(path): end it in .svg, .png or .pdf")
        }
        return path
    }

    /// The probability that `--coverage` wants a band to cover.
    func coverage() throws -> Double? {
        try number("--coverage", where: { $0 > 0 && $0 < 1 }, "a probability between 0 and 1")
    }
}

extension Gnuplot.Target {
    /// The file `path`, or text of the terminal's width without one.
    init(path: String?, rows: Int = 24) {
        self = path.map { .file($0) } ?? .text(columns: Terminal.columns, rows: rows)
    }
}

extension Console {
    /// Tells that `picture` has been drawn to the file `path`, or prints it as the text it is without one.
    func show(_ picture: String, at path: String?, _ what: String) {
        if let path { note("\(path): \(what)") } else { print(picture, terminator: "") }
    }
}
