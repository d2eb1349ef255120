import Continuum

extension Gnuplot.Target {
    /// The file `path`, or text of the terminal's width without one.
    init(path: String?, rows: Int = 24) {
        self = path.map { .file($0) } ?? .text(columns: Terminal.columns, rows: rows)
    }
}

extension Console {
    /// Says that `picture` was drawn to the file `path`, or prints it as text where there is no path.
    func show(_ picture: String, at path: String?, _ what: String) {
        if let path { note("\(path): \(what)") } else { print(picture, terminator: "") }
    }
}
