import Foundation
import TimeSeries

extension ImportPlan {
    /// The time format asked for, or the one that most of the samples have.
    ///
    /// - Parameters:
    ///   - samples: cells of the time column, which is called `column`.
    ///   - store: how the store writes times; `nil` while it is empty.
    static func format(
        _ options: ImportOptions, _ samples: [String], store: TimeStyle?, file: String, column: String
    ) throws(CSVError) -> TimeFormat {
        let first = samples.first ?? ""
        let format: TimeFormat
        if let name = options.timeFormat, name != "auto" {
            guard let known = TimeFormat(name: name) else { throw .invalidOptions(.unknownTimeFormat(name)) }
            format = known
        } else {
            func share(_ format: TimeFormat) -> Int {
                var reader = TimeReader(format, timeZone: .gmt)
                return samples.reduce(0) { $0 + ((try? reader.read($1)) == nil ? 0 : 1) }
            }
            let numbers = share(.number)
            let iso = share(.iso8601)
            if numbers > iso {
                if let store, store.format.kind == .calendar {
                    guard case .epoch = store.format else {
                        throw .unitlessTimes(file: file, column: column, first: first)
                    }
                    format = store.format
                } else {
                    format = .number
                }
            } else if iso > 0 {
                format = .iso8601
            } else {
                throw .noTimes(file: file, column: column, first: first)
            }
        }
        if let store, store.format.kind != format.kind {
            throw .otherTimeKind(file: file, store: store.format.kind, kind: format.kind, first: first)
        }
        return format
    }

    /// Where the options say that windows of exposure are found.
    static func window(
        _ options: ImportOptions, _ finder: ColumnFinder, _ reader: TimeReader
    ) throws(CSVError) -> Window {
        guard options.window != nil || options.windowFrom != nil || options.windowTo != nil else { return .none }
        guard options.isEvents else { throw .invalidOptions(.windowWithoutEvents) }
        if let texts = options.window {
            guard options.windowFrom == nil, options.windowTo == nil else {
                throw .invalidOptions(.windowAndColumns)
            }
            guard texts.count == 2 else { throw .invalidOptions(.windowTexts(count: texts.count)) }
            var reader = reader
            var moments: [Moment] = []
            for text in texts {
                do throws(TimeError) {
                    moments.append(try reader.read(text))
                } catch {
                    throw .invalidOptions(.windowTime(text: text, reason: "\(error)"))
                }
            }
            guard moments[0] < moments[1] else {
                throw .invalidOptions(.emptyWindow(start: texts[0], end: texts[1]))
            }
            return .fixed(ExposureWindow(start: moments[0], end: moments[1]))
        }
        guard let from = options.windowFrom, let to = options.windowTo else { throw .invalidOptions(.halfWindow) }
        return .columns(
            from: try finder.column(from, .windowStart), to: try finder.column(to, .windowEnd))
    }
}
