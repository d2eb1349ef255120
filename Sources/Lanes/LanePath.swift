import CLaneKernels
import Foundation

/// An instruction set that the kernels are compiled for.
///
/// Kernels round differently on different sets, which contract products and sums to fused operations in other places: results agree
/// to rounding error, and to the bit on one set.
public enum LanePath: Int32, Sendable, CaseIterable {
    /// The baseline of the architecture: SSE2 on x86-64, NEON on arm64.
    case portable
    /// x86-64-v3: AVX2 and fused multiply-add.
    case v3
    /// x86-64-v4: AVX-512.
    case v4

    /// Whether this processor has the instruction set.
    public var isAvailable: Bool { lane_kernels_f32_for(rawValue) != nil }

    /// The instruction set in use: the one that the environment variable `CONTINUUM_LANES` names (`portable`, `v3` or `v4`) if it is
    /// available, else the widest available.
    public static let current: LanePath = {
        let wish = ProcessInfo.processInfo.environment["CONTINUUM_LANES"]
        if let named = allCases.first(where: { "\($0)" == wish }), named.isAvailable { return named }
        return allCases.last { $0.isAvailable } ?? .portable
    }()
}
