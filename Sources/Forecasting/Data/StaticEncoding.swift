import TimeSeries

/// How a static covariate becomes features: a standardised number with a mark that it is known, or one feature a category.
public struct StaticEncoding: Sendable, Hashable, Codable {
    /// The covariate's name.
    public let name: String
    /// Mean of a quantity; 0 for categories.
    public let center: Double
    /// Standard deviation of a quantity, 1 where it does not vary; 1 for categories.
    public let scale: Double
    /// Categories in alphabetical order; empty for a quantity.
    public let categories: [String]

    /// Learns the encoding of `values`, one a series; a text among them makes the covariate categorical.
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
            // At most forty categories: with more, each would be learned from a handful of series.
            categories = Array((texts.union(numbers.map { "\($0)" })).sorted().prefix(40))
            center = 0
            scale = 1
        }
    }

    /// Number of features: of a quantity the number and 1 where it is known; of categories one each.
    var features: Int { categories.isEmpty ? 2 : categories.count }

    /// The features of `value`; all 0 where it is missing or an unknown category.
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
