/// Where the values of a channel may lie, as far as the data say.
struct ValueSupport: Codable, Sendable, Hashable {
    /// No value is below; `nil` for no bound.
    let lower: Double?
    /// No value is above.
    let upper: Double?

    /// No bounds.
    static let line = ValueSupport(lower: nil, upper: nil)

    /// Share of the values at an extreme from which it is where values end, and not where they happened to end.
    private static let saturatedShare = 0.02

    /// The support that `values` show: from 0 where none is negative; from or to an extreme that many of them have.
    init(of values: some Collection<Double>) {
        guard let least = values.min(), let greatest = values.max(), least < greatest else {
            self.init(lower: values.allSatisfy { $0 >= 0 } && !values.isEmpty ? 0 : nil, upper: nil)
            return
        }
        let needed = max(3, Int(Self.saturatedShare * Double(values.count)))
        let isLow = least < 0 && values.count { $0 == least } >= needed
        let isHigh = values.count { $0 == greatest } >= needed && !Self.areCounts(values)
        self.init(lower: least >= 0 ? 0 : isLow ? least : nil, upper: isHigh ? greatest : nil)
    }

    init(lower: Double?, upper: Double?) {
        self.lower = lower
        self.upper = upper
    }

    /// Whole numbers: that several are the same says nothing about where they end.
    private static func areCounts(_ values: some Collection<Double>) -> Bool {
        values.allSatisfy { $0 == $0.rounded() }
    }

    /// `value`, drawn in to the support.
    func clamp(_ value: Double) -> Double {
        let above = lower.map { max(value, $0) } ?? value
        return upper.map { min(above, $0) } ?? above
    }
}
