/// The distribution of what a regression gets wrong: a scale for each row, a shape by lead, and how long errors last.
///
/// The scale is a regression on lead, gap, count and spread, from errors on parts that were held out; the shape is the quantiles of the
/// errors over their scale, by lead, with mean 0. Beyond the largest lead tried the spread grows as √lead.
struct ResidualModel: Codable, Sendable {
    private let scales: ScaleRegression
    /// Quantiles of errors over scales, by lead.
    let spread: LeadSpread
    /// How long errors last.
    let memory: ErrorMemory

    /// - Parameters:
    ///   - errors: on parts held out, in scaled units, `(rows)`.
    ///   - features: what the scale depends on, `(rows)`.
    ///   - paths: history and time of each row; rows of one history follow each other in time.
    ///   - covered: the time that all series cover together.
    /// - Complexity: O(n log n).
    init(
        errors: [Double], features: [SIMD8<Double>], leads: [Double], paths: [(history: Int, time: Double)],
        clock: LeadClock, covered: Double
    ) {
        let scales = ScaleRegression(errors, features: features)
        self.scales = scales
        let standardised = zip(errors, features).map { $0 / scales.scale($1) }
        spread = LeadSpread(
            zip(leads, standardised).filter { $0.0 > 0 }.map { LeadSpread.Miss(lead: $0, error: $1) }, span: covered)
        memory = ErrorMemory(learning: standardised, paths: paths, clock: clock)
    }

    /// The scale of a row's error in scaled units.
    func scale(_ x: SIMD8<Double>) -> Double { scales.scale(x) }

    /// Quantiles of the error, of mean 0, at `lead`, in scaled units.
    func errors(at lead: Double, scale: Double) -> [Double] {
        let shape = spread.errors(at: lead)
        let mean = shape.reduce(0, +) / Double(shape.count)
        return shape.map { scale * ($0 - mean) }
    }
}
