/// The rows of a design matrix, made one at a time: the matrix is never whole.
protocol DesignRows: Sendable {
    /// The columns, the intercept first.
    var columns: [DesignColumn] { get }
    /// Safe predictions, by name: combinations of columns that the coefficients are shrunk towards.
    var bases: [(name: String, coefficients: [Int: Double])] { get }
    /// Numbers of the leading columns that random features are made from, the intercept left out.
    var core: Range<Int> { get }
    /// Rows.
    var count: Int { get }

    /// The target of row `row` in scaled units.
    func target(_ row: Int) -> Double
    /// Root of what the squared error of row `row` counts.
    func weight(_ row: Int) -> Double
    /// The part, below ``RidgeFolds/count``, that is held out together with the row.
    func fold(_ row: Int) -> Int
    /// Time from the nearest observation that may be seen, or from the anchor.
    func lead(_ row: Int) -> Double
    /// The place of the row's target in time, and the history that it shares with its neighbours.
    func path(_ row: Int) -> (history: Int, time: Double)
    /// What the scale of the error depends on; the first number is 1.
    func scaleFeatures(_ row: Int) -> SIMD8<Double>
    /// Writes the columns of a row to every `stride`-th element from `x` on.
    func write(_ row: Int, to x: UnsafeMutablePointer<Double>, stride: Int)
}

extension DesignRows {
    /// All rows count the same.
    func weight(_ row: Int) -> Double { 1 }
}
