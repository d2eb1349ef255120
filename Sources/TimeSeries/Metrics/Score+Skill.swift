extension Score {
    /// 1 − score / reference: 1 for a perfect forecast, 0 for one no better than the reference, negative for a worse one.
    ///
    /// - Parameters:
    ///   - score: the mean of a score whose best value is 0, as all of `Score` are except `logarithmic`.
    ///   - reference: the same mean for the forecast compared with, positive.
    public static func skill(_ score: Double, reference: Double) -> Double {
        precondition(reference > 0, "a reference score of \(reference)")
        return 1 - score / reference
    }
}
