import Foundation
import TimeSeries

/// What each column of a file is, found from the options, the columns' names and the first rows.
struct ImportPlan {
    /// How values are laid out.
    enum Layout {
        /// One value a row, with the variable's name beside it, and perhaps a measurement error.
        case long(variable: Int, value: Int, error: Int?)
        /// One column for each variable, and for some a column of measurement errors.
        case wide([(column: Int, name: String, error: Int?)])
        /// Rows are events.
        case events(mark: Int?)
    }

    /// Where the window of exposure of an event's series is found.
    enum Window {
        case none
        /// One for all series.
        case fixed(ExposureWindow)
        /// In columns of the row.
        case columns(from: Int, to: Int)
    }

    /// The byte between fields.
    let delimiter: UInt8
    /// Names of the columns.
    let columns: [String]
    /// Column of the series; `nil` where the file is one series.
    let series: Int?
    /// Name of the series where the file is one.
    let seriesName: String
    /// Column of the time.
    let time: Int
    let layout: Layout
    let window: Window
    /// Columns of covariates that do not change over a series.
    let statics: [(column: Int, name: String)]
    /// How times are read.
    let format: TimeFormat
    /// Zone of times without offset.
    let timeZone: TimeZone
    /// How the file writes times.
    let style: TimeStyle
    /// What the columns were taken for, one line each, for people.
    let recognized: [String]

    /// Looks at the beginning of a file.
    ///
    /// - Parameters:
    ///   - head: the file's first bytes.
    ///   - isWhole: whether these are all.
    ///   - store: how the store writes times; `nil` while it is empty.
    init(
        file: String, head: [UInt8], isWhole: Bool, options: ImportOptions, store: TimeStyle?
    ) throws(CSVError) {
        let delimiter = try Self.delimiter(head, options)
        let sample = try Self.sample(head, isWhole: isWhole, delimiter: delimiter, file: file)
        guard let first = sample.first else { throw .empty(file: file) }
        let columns =
            options.hasHeader
            ? first.map { $0.trimmingCharacters(in: .whitespaces) } : first.indices.map { "\($0 + 1)" }
        if let twice = Dictionary(grouping: columns, by: { $0 }).filter({ $0.value.count > 1 }).keys.sorted().first {
            throw .duplicateColumn(file: file, name: twice)
        }
        let rows = options.hasHeader ? Array(sample.dropFirst()) : sample
        guard !rows.isEmpty else { throw .noRows(file: file) }
        var finder = ColumnFinder(file: file, columns: columns, rows: rows, missing: options.missing)
        let errors = try finder.errors(options)
        finder.taken = Set(errors.map(\.column))

        series = try finder.find(options.series, .series)
        let base = file == ByteSource.standardInput ? "stdin" : URL(fileURLWithPath: file).lastPathComponent
        seriesName = base.replacing(#/\.(csv|tsv|txt|dat)?(\.gz)?$/#, with: "")
        time = try finder.time(options.time)
        var statics: [(column: Int, name: String)] = []
        for name in options.statics { statics.append((try finder.column(name, .staticValue), name)) }
        self.statics = statics
        let used = finder.taken.union([series, time].compactMap { $0 } + statics.map(\.column))
        layout = try finder.layout(finder.layout(options, used: used), with: errors)

        guard let zone = TimeZone(identifier: options.timeZone) else {
            throw .invalidOptions(.unknownTimeZone(options.timeZone))
        }
        var times = finder.samples(time)
        // Rows without any event tell the time by their windows.
        if times.isEmpty, options.isEvents, let from = options.windowFrom {
            times = finder.samples(try finder.column(from, .windowStart))
        }
        format = try Self.format(options, times, store: store, file: file, column: columns[time])
        window = try Self.window(options, finder, TimeReader(format, timeZone: zone))
        style = TimeStyle(format: format, timeZone: options.timeZone, samples: times)
        timeZone = zone
        self.delimiter = delimiter
        self.columns = columns
        let notes = Notes(
            delimiter: options.delimiter == nil ? delimiter : nil, columns: columns, series: series,
            seriesName: seriesName, time: time, format: format, layout: layout, window: window,
            statics: statics.map(\.name))
        recognized = notes.lines
    }
}
