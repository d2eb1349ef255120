import Lanes

/// The standard normal numbers behind sampled paths: a function of seed, series, path and place alone.
package struct PathNoise: Sendable {
    package let random: Philox4x32
    /// The key of the series' name.
    package let series: UInt32

    package init(_ random: Philox4x32, series: UInt32) {
        self.random = random
        self.series = series
    }

    /// The number at `index` of path `sample`.
    func normal(sample: Int, index: UInt32) -> Double {
        random.normal(.processPaths, series: series, sample: UInt32(truncatingIfNeeded: sample), index: index)
    }
}
