extension Score {
    /// The mean of (ŷ − y)², in the square of the values' unit. Least for the conditional mean.
    ///
    /// - Precondition: the arrays are of one length, not empty.
    public static func meanSquaredError(_ forecasts: [Double], observed: [Double]) -> Double {
        mean(forecasts, observed) { ($0 - $1) * ($0 - $1) }
    }

    /// The square root of the mean of (ŷ − y)², in the values' unit.
    ///
    /// - Precondition: the arrays are of one length, not empty.
    public static func rootMeanSquaredError(_ forecasts: [Double], observed: [Double]) -> Double {
        meanSquaredError(forecasts, observed: observed).squareRoot()
    }

    /// The mean of |ŷ − y|, in the values' unit. Least for the conditional median.
    ///
    /// - Precondition: the arrays are of one length, not empty.
    public static func meanAbsoluteError(_ forecasts: [Double], observed: [Double]) -> Double {
        mean(forecasts, observed) { abs($0 - $1) }
    }

    private static func mean(
        _ forecasts: [Double], _ observed: [Double], of loss: (Double, Double) -> Double
    ) -> Double {
        precondition(
            forecasts.count == observed.count && !observed.isEmpty,
            "\(forecasts.count) forecasts of \(observed.count) values")
        return zip(forecasts, observed).reduce(0) { $0 + loss($1.0, $1.1) } / Double(observed.count)
    }
}
