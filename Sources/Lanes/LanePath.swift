import CLaneKernels
import Foundation

/// The instruction sets that kernels are compiled for.
public enum LanePath: Int32, Sendable, CaseIterable {
    /// What every processor of the architecture has.
    case portable
    /// x86-64-v3: AVX2 and fused multiply-add.
    case v3
    /// x86-64-v4: AVX-512.
    case v4

    /// Whether this processor has the instructions.
    public var isAvailable: Bool { lane_kernels_f32_for(rawValue) != nil }

    /// The path in use: the environment's `CONTINUUM_LANES` (`portable`, `v3`, `v4`) where it names an available one,
    /// else the widest that the processor has.
    public static let current: LanePath = {
        let wish = ProcessInfo.processInfo.environment["CONTINUUM_LANES"]
        if let named = allCases.first(where: { "\($0)" == wish }), named.isAvailable { return named }
        return allCases.last { $0.isAvailable } ?? .portable
    }()
}
