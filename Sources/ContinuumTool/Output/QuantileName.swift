import TimeSeries

/// Names of the columns that hold quantiles.
enum QuantileName {
    /// `q05` for 0.05, `q97.5` for 0.975.
    static func text(_ probability: Double) -> String {
        let percent = (probability * 1e6).rounded() / 1e4
        return percent < 10 ? "q0\(DecimalNumber.text(percent))" : "q\(DecimalNumber.text(percent))"
    }
}
