import Continuum
import Foundation
import TimeSeries

/// A cell of a printed row.
enum Field: Sendable {
    case text(String)
    case number(Double)
    case integer(Int)
    case null

    /// A time: a plain number, or text in the form in which the data came.
    init(_ moment: Moment, _ writer: TimeWriter) {
        if case .numeric(let number) = moment { self = .number(number) } else { self = .text(writer.text(moment)) }
    }

    /// The field in CSV, exactly.
    var csv: String {
        switch self {
        case .text(let text):
            text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
                ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
        case .number(let number): DecimalNumber.text(number)
        case .integer(let number): "\(number)"
        case .null: ""
        }
    }

    /// The field in a table, rounded for the eye.
    var shown: String {
        switch self {
        case .text(let text): text.replacing("\n", with: " ")
        case .number(let number): ShownText.number(number)
        case .integer(let number): "\(number)"
        case .null: ""
        }
    }

    /// The field in JSON.
    var json: String {
        switch self {
        case .text(let text): JSONText.string(text)
        case .number(let number): number.isFinite ? DecimalNumber.text(number) : "null"
        case .integer(let number): "\(number)"
        case .null: "null"
        }
    }

    /// Whether a table aligns it to the right.
    var isNumeric: Bool {
        switch self {
        case .number, .integer: true
        case .text, .null: false
        }
    }
}
