/// Hidden values of one channel amid their series.
struct InterpolationRows: DesignRows {
    let features: InterpolationFeatures
    let columns: [DesignColumn]
    let rows: [Hidden]
    /// How far other channels lie off their lines, `(rows, others)`.
    let others: [Float]
    let span: (begin: Double, length: Double)
    /// Reciprocals of how far values lie off the line in gaps of their kind, their mean square 1: else wide gaps would rule.
    private let weights: [Double]

    init(
        features: InterpolationFeatures, columns: [DesignColumn], rows: [Hidden], others: [Float],
        span: (begin: Double, length: Double)
    ) {
        self.features = features
        self.columns = columns
        self.rows = rows
        self.others = others
        self.span = span
        let numbers = rows.map { features.scaleFeatures($0.row) }
        let scales = ScaleRegression(rows.map { $0.value - $0.row.line }, features: numbers)
        let raw = numbers.map { 1 / scales.scale($0) }
        let square = raw.reduce(0) { $0 + $1 * $1 } / Double(max(raw.count, 1))
        weights = raw.map { $0 / max(square, .leastNormalMagnitude).squareRoot() }
    }

    /// A value and what is seen around it.
    struct Hidden: Sendable {
        /// `others` is empty: they stand side by side.
        var row: InterpolationFeatures.Row
        /// Scaled, without the seasons.
        var value: Double
        var series: Int
        var time: Double
        /// The part that its series is held out with, where whole series are; else -1.
        var fold: Int
    }

    var bases: [(name: String, coefficients: [Int: Double])] { features.bases }
    var core: Range<Int> { features.core }
    var count: Int { rows.count }
    func target(_ row: Int) -> Double { rows[row].value - rows[row].row.line }
    func weight(_ row: Int) -> Double { weights[row] }
    func lead(_ row: Int) -> Double { rows[row].row.distance }
    func path(_ row: Int) -> (history: Int, time: Double) { (rows[row].series, rows[row].time) }
    func fold(_ row: Int) -> Int {
        rows[row].fold >= 0 ? rows[row].fold : RidgeFolds.fold(of: rows[row].time, in: span)
    }
    func scaleFeatures(_ row: Int) -> SIMD8<Double> { features.scaleFeatures(rows[row].row) }
    func write(_ row: Int, to x: UnsafeMutablePointer<Double>, stride: Int) {
        others.withUnsafeBufferPointer { others in
            features.write(
                rows[row].row, others: others.baseAddress.map { $0 + row * features.others.count }, to: x,
                stride: stride)
        }
    }
}
