import Lanes

/// Uniform numbers one after the other, from the counter-based generator: a stream for each seed, series and sample.
public struct RandomStream: Sendable {
    private let generator: Philox4x32
    private let series: UInt32
    private let sample: UInt32
    private var index: UInt64 = 0

    /// The stream of `series` and `sample` under `seed`.
    public init(seed: UInt64, series: UInt32 = 0, sample: UInt32 = 0) {
        generator = Philox4x32(seed: seed)
        self.series = series
        self.sample = sample
    }

    /// The next number in (0, 1).
    public mutating func uniform() -> Double {
        defer { index += 1 }
        return generator.uniform(
            epoch: 0xE000_0000 | UInt32(truncatingIfNeeded: index >> 32), series: series, sample: sample,
            index: UInt32(truncatingIfNeeded: index))
    }

    /// The next standard normal number.
    public mutating func normal() -> Double { standardNormalQuantile(uniform()) }
}
