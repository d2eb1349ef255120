import TimeSeries

/// How a static covariate becomes features: a standardised number, or one feature for each category.
public struct StaticEncoding: Sendable, Hashable, Codable {
    /// The covariate's name.
    public let name: String
    /// Mean of a quantity.
    public let center: Double
    /// Standard deviation of a quantity.
    public let scale: Double
    /// Categories in order, empty for a quantity.
    public let categories: [String]

    /// Learns the encoding of `values`; text anywhere makes it categorical.
    init(name: String, values: [StaticValue?]) {
        self.name = name
        var numbers: [Double] = []
        var texts: Set<String> = []
        for value in values {
            switch value {
            case .number(let number): numbers.append(number)
            case .text(let text): texts.insert(text)
            case nil: break
            }
        }
        if texts.isEmpty {
            categories = []
            let mean = numbers.reduce(0, +) / Double(max(numbers.count, 1))
            let square = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(numbers.count, 1))
            center = mean
            scale = square > 0 ? square.squareRoot() : 1
        } else {
            // Forty categories at most: rarer ones would be learned from a handful of series.
            categories = Array((texts.union(numbers.map { "\($0)" })).sorted().prefix(40))
            center = 0
            scale = 1
        }
    }

    /// Number of features; a quantity has a second one that tells whether it is known.
    var features: Int { categories.isEmpty ? 2 : categories.count }

    /// The features of `value`.
    func encode(_ value: StaticValue?) -> [Double] {
        guard categories.isEmpty else {
            var text: String?
            if case .text(let given) = value { text = given }
            if case .number(let given) = value { text = "\(given)" }
            return categories.map { $0 == text ? 1 : 0 }
        }
        guard case .number(let number) = value else { return [0, 0] }
        return [(((number - center) / scale) * 0x1p20).rounded() * 0x1p-20, 1]
    }
}
