import TimeSeries

extension ImportPlan {
    /// What the columns of a file were taken for, in words.
    struct Notes {
        /// The delimiter, where it was found rather than given.
        var delimiter: UInt8?
        var columns: [String]
        var series: Int?
        var seriesName: String
        var time: Int
        var format: TimeFormat
        var layout: Layout
        var window: Window
        var statics: [String]

        /// One line for each thing recognised.
        var lines: [String] {
            var lines: [String] = []
            if let delimiter, delimiter != 0x2C { lines.append("delimiter: \(Self.name(delimiter))") }
            lines.append(series.map { "series: column \(columns[$0])" } ?? "series: one, named \(seriesName)")
            lines.append(
                "time: column \(columns[time].isEmpty ? "1 (unnamed)" : columns[time]), read as \(format.name)")
            switch layout {
            case .long(let variable, let value, let error):
                lines.append(
                    "layout: long, variable in \(columns[variable]), value in \(columns[value])"
                        + (error.map { ", measurement error in \(columns[$0])" } ?? ""))
            case .wide(let list):
                let names = list.prefix(12).map(\.name).joined(separator: ", ")
                lines.append("layout: wide, variables \(names)\(list.count > 12 ? ", … (\(list.count))" : "")")
                let errors = list.compactMap { variable in
                    variable.error.map { "of \(variable.name) in \(columns[$0])" }
                }
                if !errors.isEmpty {
                    lines.append(
                        "measurement errors: \(errors.prefix(12).joined(separator: ", "))"
                            + (errors.count > 12 ? ", … (\(errors.count))" : ""))
                }
            case .events(let mark): lines.append("layout: events" + (mark.map { ", mark in \(columns[$0])" } ?? ""))
            }
            switch window {
            case .none: break
            case .fixed(let window): lines.append("window of exposure: \(window.start) to \(window.end)")
            case .columns(let from, let to): lines.append("window of exposure: \(columns[from]) to \(columns[to])")
            }
            if !statics.isEmpty { lines.append("static: \(statics.joined(separator: ", "))") }
            return lines
        }

        private static func name(_ delimiter: UInt8) -> String {
            delimiter == 0x09 ? "tab" : "'\(Character(UnicodeScalar(delimiter)))'"
        }
    }
}
