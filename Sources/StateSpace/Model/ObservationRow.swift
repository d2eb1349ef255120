/// One observation of one channel.
package struct ObservationRow: Sendable, Hashable {
    package var time: Double
    package var channel: Int
    package var value: Double
    /// Known variance of the error beside the noise, ≥ 0.
    package var errorVariance: Double
    /// By which the variance of the error is divided, > 0.
    package var weight: Double

    package init(time: Double, channel: Int = 0, value: Double, errorVariance: Double = 0, weight: Double = 1) {
        self.time = time
        self.channel = channel
        self.value = value
        self.errorVariance = errorVariance
        self.weight = weight
    }
}
