/// Means and variances of the process without its noise at some points, (points) each.
package struct ProcessDistribution: Sendable, Hashable {
    package var means: [Double]
    /// ≥ 0.
    package var variances: [Double]

    package init(means: [Double], variances: [Double]) {
        self.means = means
        self.variances = variances
    }
}
