import Foundation
import TimeSeries

/// What each column of a file is, found from options, names and the first rows.
struct ImportPlan {
    enum Layout {
        case long(variable: Int, value: Int)
        case wide([(column: Int, name: String)])
        case events(mark: Int?)
    }

    /// Where the window of exposure of an event's series is found.
    enum Window {
        case none
        case fixed(ExposureWindow)
        case columns(from: Int, to: Int)
    }

    let delimiter: UInt8
    let columns: [String]
    /// Column of the series, or the name of the only one.
    let series: Int?
    let seriesName: String
    let time: Int
    let layout: Layout
    let window: Window
    let statics: [(column: Int, name: String)]
    let format: TimeFormat
    let timeZone: TimeZone
    let style: TimeStyle
    let recognized: [String]

    private static let seriesNames = ["series", "series_id", "unique_id", "item_id", "id"]
    private static let timeNames = ["time", "timestamp", "ds", "date", "datetime", "t"]
    private static let variableNames = ["variable", "channel", "param", "parameter", "sensor"]
    private static let valueNames = ["value", "y", "target"]

    /// - Parameters:
    ///   - head: the file's first bytes.
    ///   - store: how the store tells time, if it is known.
    init(
        file: String, head: [UInt8], isWhole: Bool, options: ImportOptions, store: TimeStyle?
    ) throws(StoreError) {
        let delimiter = try Self.delimiter(head, options, file)
        let sample = try Self.sample(head, isWhole: isWhole, delimiter: delimiter, file: file)
        guard let first = sample.first else { throw .badInput("\(file) is empty") }
        let columns =
            options.hasHeader
            ? first.map { $0.trimmingCharacters(in: .whitespaces) } : first.indices.map { "\($0 + 1)" }
        if let twice = Dictionary(grouping: columns, by: { $0 }).filter({ $0.value.count > 1 }).keys.sorted().first {
            throw .badInput("\(file):1: two columns are called '\(twice)'; rename one")
        }
        let rows = options.hasHeader ? Array(sample.dropFirst()) : sample
        guard !rows.isEmpty else { throw .badInput("\(file) has a header but no rows") }
        let finder = ColumnFinder(file: file, columns: columns, rows: rows, missing: options.missing)

        var notes: [String] = []
        if options.delimiter == nil, delimiter != 0x2C { notes.append("delimiter: \(Self.name(delimiter))") }
        series = try finder.find(options.series, Self.seriesNames, option: "--series")
        let base = file == "standard input" ? "stdin" : URL(fileURLWithPath: file).lastPathComponent
        seriesName = base.replacing(#/\.(csv|tsv|txt|dat)?(\.gz)?$/#, with: "")
        notes.append(series.map { "series: column \(columns[$0])" } ?? "series: one, named \(seriesName)")
        time = try finder.time(options.time, Self.timeNames)

        var statics: [(column: Int, name: String)] = []
        for name in options.statics {
            statics.append((try finder.column(name, option: "--static"), name))
        }
        self.statics = statics
        layout = try finder.layout(
            options, used: Set([series, time].compactMap { $0 } + statics.map(\.column)),
            names: (Self.variableNames, Self.valueNames))

        guard let zone = TimeZone(identifier: options.timeZone) else {
            throw .usage("--time-zone \(options.timeZone) is not known; names are like Europe/Berlin or UTC")
        }
        var times = finder.samples(time)
        // Rows without any event tell the time by their windows.
        if times.isEmpty, options.isEvents, let from = options.windowFrom {
            times = finder.samples(try finder.column(from, option: "--window-from"))
        }
        format = try Self.format(options, times, store: store, file: file, column: columns[time])
        window = try Self.window(options, finder, TimeReader(format, timeZone: zone))
        style = TimeStyle(format: format, timeZone: options.timeZone, samples: times)
        timeZone = zone
        self.delimiter = delimiter
        self.columns = columns
        notes.append("time: column \(columns[time].isEmpty ? "1 (unnamed)" : columns[time]), read as \(format.name)")
        switch layout {
        case .long(let variable, let value):
            notes.append("layout: long, variable in \(columns[variable]), value in \(columns[value])")
        case .wide(let list):
            let names = list.prefix(12).map(\.name).joined(separator: ", ")
            notes.append("layout: wide, variables \(names)\(list.count > 12 ? ", … (\(list.count))" : "")")
        case .events(let mark): notes.append("layout: events" + (mark.map { ", mark in \(columns[$0])" } ?? ""))
        }
        switch window {
        case .none: break
        case .fixed(let window): notes.append("window of exposure: \(window.start) to \(window.end)")
        case .columns(let from, let to): notes.append("window of exposure: \(columns[from]) to \(columns[to])")
        }
        if !statics.isEmpty { notes.append("static: \(statics.map(\.name).joined(separator: ", "))") }
        recognized = notes
    }

    private static func window(
        _ options: ImportOptions, _ finder: ColumnFinder, _ reader: TimeReader
    ) throws(StoreError) -> Window {
        guard options.window != nil || options.windowFrom != nil || options.windowTo != nil else { return .none }
        guard options.isEvents else { throw .usage("--window, --window-from and --window-to belong to --events") }
        if let texts = options.window {
            guard options.windowFrom == nil, options.windowTo == nil else {
                throw .usage("--window is for all series, --window-from and --window-to are for each; give one kind")
            }
            guard texts.count == 2 else { throw .usage("--window: give its begin and its end, as in --window 0,24") }
            var reader = reader
            var moments: [Moment] = []
            for text in texts {
                do throws(TimeError) {
                    moments.append(try reader.read(text))
                } catch {
                    throw .usage("--window: '\(text)' \(error)")
                }
            }
            guard moments[0] < moments[1] else {
                throw .usage("--window \(texts[0]),\(texts[1]): the end is not after the begin")
            }
            return .fixed(ExposureWindow(start: moments[0], end: moments[1]))
        }
        guard let from = options.windowFrom, let to = options.windowTo else {
            throw .usage("--window-from and --window-to belong together")
        }
        return .columns(
            from: try finder.column(from, option: "--window-from"), to: try finder.column(to, option: "--window-to"))
    }

    private static func name(_ delimiter: UInt8) -> String {
        delimiter == 0x09 ? "tab" : "'\(Character(UnicodeScalar(delimiter)))'"
    }

    /// The delimiter asked for, or the one that splits the first line into most fields.
    private static func delimiter(
        _ head: [UInt8], _ options: ImportOptions, _ file: String
    ) throws(StoreError) -> UInt8 {
        if let text = options.delimiter {
            let named = ["tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "space": " "][text] ?? text
            guard named.utf8.count == 1, let byte = named.utf8.first, byte != 0x22, byte != 0x0A, byte != 0x0D else {
                throw .usage("--delimiter \(text): give one character, or tab")
            }
            return byte
        }
        var isQuoted = false
        var counts: [UInt8: Int] = [:]
        for byte in head {
            if byte == 0x22 { isQuoted.toggle() }
            if byte == 0x0A, !isQuoted { break }
            if !isQuoted, [0x2C, 0x3B, 0x09, 0x7C].contains(byte) { counts[byte, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0x2C
    }

    /// The texts of the first records.
    private static func sample(
        _ head: [UInt8], isWhole: Bool, delimiter: UInt8, file: String
    ) throws(StoreError) -> [[String]] {
        var reader = CSVReader(delimiter: delimiter, head: head) { _ throws(StoreError) in false }
        var records: [[String]] = []
        do throws(StoreError) {
            while records.count < 1001, try reader.next() {
                records.append(reader.fields.indices.map { reader.text($0) })
            }
        } catch .badInput(let text) {
            throw .badInput("\(file): \(text)")
        }
        // The last record of a part is cut short.
        if !isWhole, records.count > 1, records.count < 1001 { records.removeLast() }
        return records
    }

    private static func format(
        _ options: ImportOptions, _ samples: [String], store: TimeStyle?, file: String, column: String
    ) throws(StoreError) -> TimeFormat {
        var format: TimeFormat?
        if let name = options.timeFormat, name != "auto" {
            guard let known = TimeFormat(name: name) else {
                throw .usage(
                    "--time-format \(name): use auto, iso8601, epoch, epoch-ms, epoch-us, epoch-ns, number "
                        + "or a pattern like '%d.%m.%Y %H:%M'")
            }
            format = known
        } else {
            func share(_ format: TimeFormat) -> Int {
                var reader = TimeReader(format, timeZone: .gmt)
                return samples.reduce(0) { $0 + ((try? reader.read($1)) == nil ? 0 : 1) }
            }
            let numbers = share(.number)
            let iso = share(.iso8601)
            if numbers > iso {
                format = .number
                if let store, store.format.kind == .calendar {
                    guard case .epoch = store.format else {
                        throw .badInput(
                            "\(file): the store keeps calendar time, but column \(column) holds plain numbers "
                                + "(\(samples.first ?? "")); say what they count with --time-format epoch|epoch-ms|…")
                    }
                    format = store.format
                }
            } else if iso > 0 {
                format = .iso8601
            }
        }
        guard let format else {
            throw .badInput(
                "\(file): column \(column) does not hold times (first: '\(samples.first ?? "")'); name another with "
                    + "--time, or say how they are written with --time-format '%d.%m.%Y %H:%M'")
        }
        if let store, store.format.kind != format.kind {
            throw .badInput(
                "\(file): the store keeps \(store.format.kind.rawValue) time, this file has \(format.kind.rawValue) time "
                    + "(\(samples.first ?? "")); use another --store")
        }
        return format
    }
}
