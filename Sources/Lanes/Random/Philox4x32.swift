/// Counter-based random numbers: Philox 4×32 with ten rounds (Salmon et al. 2011).
///
/// A number is a function of seed and counter alone: independent of order, threads and what else is drawn.
public struct Philox4x32: Sendable {
    /// The two words of the key.
    public let key: SIMD2<UInt32>

    /// Creates the generator of `seed`.
    public init(seed: UInt64) { key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)) }

    /// The four random words of `counter`.
    public func words(_ counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
        var x = counter
        var k = key
        for round in 0..<10 {
            if round > 0 { k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85) }
            let p0 = UInt64(x[0]) * 0xD251_1F53
            let p1 = UInt64(x[2]) * 0xCD9E_8D57
            x = SIMD4(
                UInt32(truncatingIfNeeded: p1 >> 32) ^ x[1] ^ k[0], UInt32(truncatingIfNeeded: p1),
                UInt32(truncatingIfNeeded: p0 >> 32) ^ x[3] ^ k[1], UInt32(truncatingIfNeeded: p0))
        }
        return x
    }

    /// A uniform number in (0, 1), of 53 bits.
    public func uniform(epoch: UInt32, series: UInt32, sample: UInt32, index: UInt32) -> Double {
        uniform(SIMD4(epoch, series, sample, index))
    }

    /// A uniform number in (0, 1), of 53 bits.
    public func uniform(_ counter: SIMD4<UInt32>) -> Double {
        let w = words(counter)
        let bits = (UInt64(w[0]) << 21) ^ UInt64(w[1] >> 11)
        return (Double(bits & 0x1F_FFFF_FFFF_FFFF) + 0.5) * 0x1p-53
    }

    /// A standard normal number, by inversion.
    public func normal(epoch: UInt32, series: UInt32, sample: UInt32, index: UInt32) -> Double {
        standardNormalQuantile(uniform(epoch: epoch, series: series, sample: sample, index: index))
    }

    /// The numbers 0 ..< count in random order (Fisher, Yates).
    public func permutation(count: Int, epoch: UInt32, stream: UInt32) -> [Int] {
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            let u = uniform(epoch: epoch, series: UInt32(truncatingIfNeeded: last), sample: stream, index: 0xFFFF_FFFF)
            order.swapAt(last, min(Int(u * Double(last + 1)), last))
        }
        return order
    }
}
