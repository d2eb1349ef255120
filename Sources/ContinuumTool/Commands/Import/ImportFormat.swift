import Continuum
import Foundation
import TimeSeries

/// How the text of a file is written, and what `import` does with rows that it cannot take.
enum ImportFormat {
    private static let timeFormat = Option(
        "--time-format", "FORMAT", "How times are written", .timeFormat,
        default: "auto")
    private static let timeZone = Option(
        "--time-zone", "ZONE", "Zone of times without offset", .timeZone,
        default: NamedTimeZone(name: "UTC", zone: .gmt))
    private static let missing = Option(
        "--missing", "A,B", "Texts that mean a missing value, beside an empty field", .names, otherwise: "NA, NaN, null"
    )
    private static let delimiter = Option(
        "--delimiter", "CHAR", "Character between fields, or tab", .delimiter, otherwise: "found out")
    private static let noHeader = Option.flag(
        "--no-header", "The first line is data; the columns are called 1, 2, 3 and so on")
    private static let onDuplicate = Option(
        "--on-duplicate", "POLICY", "Row of the same series, variable and time but another measurement error or value",
        .choice(), default: ImportOptions().onDuplicate)
    private static let allowRejects = Option.flag(
        "--allow-rejects", "Store the good rows; keep bad ones in the table rejects")
    private static let dryRun = Option.flag("--dry-run", "Store nothing")

    static let declared: [any AnyOption] = [
        timeFormat, timeZone, missing, delimiter, noHeader, onDuplicate, allowRejects, dryRun,
    ]

    static func read(_ arguments: Arguments, into options: inout ImportOptions) {
        options.timeFormat = arguments[timeFormat]
        options.timeZone = arguments[timeZone].name
        if let missing = arguments[missing] { options.missing = [""] + missing }
        options.delimiter = arguments[delimiter]
        options.hasHeader = !arguments[noHeader]
        options.onDuplicate = arguments[onDuplicate]
        options.allowsRejects = arguments[allowRejects]
        options.isDryRun = arguments[dryRun]
    }
}

extension OptionReader where Value == String {
    /// The name of a time format, `auto`, or a pattern of `strptime`.
    fileprivate static var timeFormat: Self {
        let formats = [.iso8601] + TimeFormat.EpochUnit.allCases.map { TimeFormat.epoch($0) } + [.number]
        let names = ["auto"] + formats.map(\.name)
        let values = OptionValues(
            choices: names.map { OptionValues.Choice(name: $0, meaning: nil) },
            other: "a pattern like '%d.%m.%Y %H:%M'")
        return Self(values) { option, text throws(UsageError) in
            guard text == "auto" || TimeFormat(name: text) != nil else {
                throw UsageError("\(option) \(text): use \(values.alternatives)")
            }
            return text
        }
    }

    /// One character, or the word tab.
    fileprivate static var delimiter: Self {
        Self { option, text throws(UsageError) in
            guard text.count == 1 || text == "tab" else {
                throw UsageError("\(option) \(text): give one character, or tab")
            }
            return text
        }
    }
}
