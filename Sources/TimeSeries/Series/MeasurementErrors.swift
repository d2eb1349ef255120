/// The column of measurement errors of a `SeriesCollection`, of which at least one is known.
///
/// Columns are equal where the same rows have the same errors: a number that is not one equals itself here, unlike a `Double`.
struct MeasurementErrors: Sendable, Hashable {
    /// The error of each row, `(rows)`, NaN where none is known.
    let values: [Double]

    /// Keeps `values`; `nil` where none of them is known.
    init?(_ values: [Double]?) {
        guard let values, !values.allSatisfy(\.isNaN) else { return nil }
        self.values = values
    }

    static func == (a: MeasurementErrors, b: MeasurementErrors) -> Bool {
        a.values.elementsEqual(b.values) { $0 == $1 || $0.isNaN && $1.isNaN }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(values.count)
        for value in values { hasher.combine(value.isNaN ? .nan : value) }
    }
}
