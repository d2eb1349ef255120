import Lanes

/// Uniform numbers one after the other, from the counter-based generator: a stream for each seed, series and sample.
public struct RandomStream: Sendable {
    private let generator: Philox4x32
    private let purpose: RandomPurpose
    private let series: UInt32
    private let sample: UInt32
    private var index: UInt64 = 0

    /// The stream of `series` and `sample` under `seed`.
    ///
    /// The library's own streams have series from 0x1000_0000 on, or samples from 0xB000_0000 on.
    public init(seed: UInt64, series: UInt32 = 0, sample: UInt32 = 0) {
        self.init(seed: seed, .freeStream, series: series, sample: sample)
    }

    /// The stream of simulated sequence number `simulation` under `seed`.
    public init(seed: UInt64, simulation: Int) {
        self.init(seed: seed, .eventSimulation, sample: UInt32(simulation))
    }

    /// The stream of `series` and `sample` among those of `purpose`, counted from its first.
    package init(seed: UInt64, _ purpose: RandomPurpose, series: UInt32 = 0, sample: UInt32 = 0) {
        generator = Philox4x32(seed: seed)
        self.purpose = purpose
        self.series = purpose.first[1] &+ series
        self.sample = purpose.first[2] &+ sample
    }

    /// The next number in (0, 1).
    public mutating func uniform() -> Double {
        defer { index += 1 }
        return generator.uniform(
            SIMD4(
                purpose.first[0] &+ UInt32(truncatingIfNeeded: index >> 32), series, sample,
                UInt32(truncatingIfNeeded: index)))
    }

    /// The next standard normal number.
    public mutating func normal() -> Double { standardNormalQuantile(uniform()) }
}
