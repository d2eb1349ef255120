import Continuum
import TimeSeries

/// A time in a JSON document: a plain number, or text in the store's style.
enum TimeDocument: Encodable {
    case number(Double)
    case text(String)

    init(_ moment: Moment, _ writer: TimeWriter) {
        if case .numeric(let number) = moment { self = .number(number) } else { self = .text(writer.text(moment)) }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        }
    }
}
