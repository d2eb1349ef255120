import Continuum
import Foundation

/// Values far from all others, for the eye.
enum OutlierText {
    /// A line for each variable that has some.
    static func lines(_ outliers: [Outliers], _ store: ObservationStore) -> [String] {
        let writer = TimeWriter(store.timeStyle)
        return outliers.map { outliers in
            let named = outliers.furthest.map { value in
                "\(Field.number(value.value).shown) at \(writer.text(value.time)) in \(value.series)"
            }
            let rest = outliers.count - named.count
            let count = outliers.count == 1 ? "1 value" : "\(outliers.count) values"
            return "\(outliers.variable): \(count) far from all others: \(named.joined(separator: ", "))"
                + (rest > 0 ? " and \(rest) more" : "")
        }
    }
}

/// The same with times as text.
struct OutlierDocument: Encodable {
    struct Value: Encodable {
        let series: String
        let time: String
        let value: Double
        let spreads: Double
    }

    let variable: String
    let count: Int
    let furthest: [Value]

    init(_ outliers: Outliers, _ writer: TimeWriter) {
        variable = outliers.variable
        count = outliers.count
        furthest = outliers.furthest.map {
            Value(series: $0.series, time: writer.text($0.time), value: $0.value, spreads: $0.distance)
        }
    }
}
