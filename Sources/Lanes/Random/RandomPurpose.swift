/// What random numbers are drawn for: the block of Philox counters that belongs to it.
///
/// A counter has four words, `(epoch, series, sample, index)`. Two purposes that one seed may serve have disjoint blocks, so no
/// number is used twice. `RandomPurpose.all` is the one list; its numbers never change, for they decide the bits of every model
/// and forecast.
package struct RandomPurpose: Sendable, Hashable {
    /// Programs that never share a seed with each other: blocks of different families may overlap.
    package enum Family: Sendable, Hashable {
        /// Models of values, and whatever any model shares, such as initial weights.
        case values
        /// Point processes.
        case events
        /// Benchmarks, workbenches and the gradient check, each with a seed of its own.
        case workbench
    }

    /// The purpose in a few words, for messages.
    package let name: String
    /// Whose it is.
    package let families: Set<Family>
    /// The least counter of the block.
    package let first: SIMD4<UInt32>
    /// The greatest counter of the block, word by word.
    package let last: SIMD4<UInt32>
    /// Distance of the epochs in use; 2 where every other one belongs to another purpose.
    package let epochStride: UInt32

    init(
        _ name: String, _ families: Set<Family>, epochs: ClosedRange<UInt32>, epochStride: UInt32 = 1,
        series: ClosedRange<UInt32> = 0...UInt32.max, samples: ClosedRange<UInt32> = 0...UInt32.max,
        indices: ClosedRange<UInt32> = 0...UInt32.max
    ) {
        self.name = name
        self.families = families
        self.epochStride = epochStride
        first = SIMD4(epochs.lowerBound, series.lowerBound, samples.lowerBound, indices.lowerBound)
        last = SIMD4(epochs.upperBound, series.upperBound, samples.upperBound, indices.upperBound)
    }

    /// Whether `counter` is in the block.
    package func contains(_ counter: SIMD4<UInt32>) -> Bool {
        (0..<4).allSatisfy { first[$0] <= counter[$0] && counter[$0] <= last[$0] }
            && (counter[0] - first[0]) % epochStride == 0
    }

    /// Whether some counter is in both blocks.
    package func overlaps(_ other: RandomPurpose) -> Bool {
        for word in 1..<4 where max(first[word], other.first[word]) > min(last[word], other.last[word]) { return false }
        let low = max(first[0], other.first[0])
        let high = min(last[0], other.last[0])
        guard low <= high else { return false }
        // Blocks that both skip epochs are compared epoch by epoch; there are few.
        if epochStride == 1, other.epochStride == 1 { return true }
        return (low...high).contains {
            ($0 - first[0]) % epochStride == 0 && ($0 - other.first[0]) % other.epochStride == 0
        }
    }
}

extension Philox4x32 {
    /// A uniform number in (0, 1) for `purpose`; the words count from the least of its block.
    package func uniform(
        _ purpose: RandomPurpose, epoch: UInt32 = 0, series: UInt32 = 0, sample: UInt32 = 0, index: UInt32 = 0
    ) -> Double {
        let counter = purpose.first &+ SIMD4(epoch, series, sample, index)
        assert(purpose.contains(counter), "\(counter) is none of the counters for \(purpose.name)")
        return uniform(counter)
    }

    /// A standard normal number for `purpose`, by inversion.
    package func normal(
        _ purpose: RandomPurpose, epoch: UInt32 = 0, series: UInt32 = 0, sample: UInt32 = 0, index: UInt32 = 0
    ) -> Double {
        standardNormalQuantile(uniform(purpose, epoch: epoch, series: series, sample: sample, index: index))
    }

    /// The uniform number behind the observation noise of one sampled value.
    package func sampledNoise(channel: Int, series: UInt32, sample: UInt32, time: Double) -> Double {
        let room = RandomPurpose.channelsOfSampledNoise
        let isWide = channel >= room
        return uniform(
            isWide ? .sampledNoiseOfWideData : .sampledNoise,
            epoch: UInt32(isWide ? channel - room : 2 * channel), series: series ^ sample,
            sample: UInt32(truncatingIfNeeded: time.bitPattern),
            index: UInt32(truncatingIfNeeded: time.bitPattern >> 32))
    }

    /// A standard normal number for a path of a state-space model at one place in time.
    package func pathNormal(channel: Int, series: UInt32, place: UInt64, element: Int, draw: Int) -> Double {
        // Multiplied by odd numbers, so that no channel and element share a word with others of the same place.
        let salt = UInt64(truncatingIfNeeded: channel) &* 0xD6E8_FEB8_6659_FD93
        let word = (place ^ salt) &+ UInt64(truncatingIfNeeded: element) &* 0xA076_1D64_78BD_642F
        let spread = (word ^ (word >> 32)) &* 0xD6E8_FEB8_6659_FD93
        return normal(
            .pathBridges, series: series ^ UInt32(truncatingIfNeeded: spread >> 32),
            sample: UInt32(truncatingIfNeeded: draw), index: UInt32(truncatingIfNeeded: spread))
    }

    /// The numbers 0 ..< count in random order, for a purpose that is a permutation.
    package func permutation(count: Int, _ purpose: RandomPurpose, epoch: UInt32 = 0) -> [Int] {
        assert(purpose.first[3] == UInt32.max, "\(purpose.name) is no permutation")
        return permutation(count: count, epoch: purpose.first[0] &+ epoch, stream: purpose.first[2])
    }
}
