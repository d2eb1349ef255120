import Lanes

/// A path of standard normal numbers over all times, each a function of its time alone: an Ornstein–Uhlenbeck process plus noise.
struct SamplePath {
    let memory: ErrorMemory
    /// The Ornstein–Uhlenbeck process in units of ℓ.
    private var process: UnitProcess

    /// - Parameter key: the series' and the channel's.
    init(memory: ErrorMemory, random: Philox4x32, key: UInt32, sample: UInt32) {
        self.memory = memory
        process = UnitProcess(random: random, purpose: .regressionPaths, key: key, sample: sample)
    }

    /// The path's value at `time`, counted from anywhere fixed.
    mutating func value(at time: Double) -> Double {
        var noise = 0.0
        if memory.noise > 0 {
            noise = process.random.normal(
                .regressionPaths, epoch: 0, series: process.key ^ process.sample,
                sample: UInt32(truncatingIfNeeded: time.bitPattern),
                index: UInt32(truncatingIfNeeded: time.bitPattern >> 32))
        }
        guard memory.noise < 1 else { return noise }
        return (1 - memory.noise).squareRoot() * process.value(at: time / memory.length) + memory.noise.squareRoot()
            * noise
    }
}
