extension Score {
    /// The pinball loss of one quantile: (y − q) τ for y ≥ q, (q − y)(1 − τ) otherwise (Koenker, Bassett 1978).
    ///
    /// In the values' unit; least in expectation for the τ-quantile.
    ///
    /// - Parameters:
    ///   - quantile: q, the value forecast not to be exceeded with probability τ.
    ///   - level: τ, between 0 and 1.
    ///   - observed: y.
    public static func pinball(_ quantile: Double, level: Double, observed: Double) -> Double {
        precondition(level > 0 && level < 1, "a quantile of level \(level)")
        return observed >= quantile ? (observed - quantile) * level : (quantile - observed) * (1 - level)
    }

    /// The interval score of a central band: its width, plus 2/α times the distance by which it misses, with α = 1 − `probability`
    /// (Gneiting, Raftery 2007, equation 43).
    ///
    /// In the values' unit.
    public static func interval(
        _ band: ClosedRange<Double>, probability: Double, observed: Double
    ) -> Double {
        precondition(probability > 0 && probability < 1, "a band of probability \(probability)")
        let miss = max(band.lowerBound - observed, observed - band.upperBound, 0)
        return band.upperBound - band.lowerBound + 2 / (1 - probability) * miss
    }

    /// The share of the observed values that lie within their bands, the limits included.
    ///
    /// - Precondition: the arrays are of one length, not empty.
    public static func coverage(_ bands: [ClosedRange<Double>], observed: [Double]) -> Double {
        precondition(
            bands.count == observed.count && !observed.isEmpty, "\(bands.count) bands of \(observed.count) values")
        return Double(zip(bands, observed).count { $0.0.contains($0.1) }) / Double(observed.count)
    }

    /// The mean width of bands, in the values' unit.
    ///
    /// - Precondition: there is a band.
    public static func meanWidth(_ bands: [ClosedRange<Double>]) -> Double {
        precondition(!bands.isEmpty, "no bands")
        return bands.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) } / Double(bands.count)
    }
}
