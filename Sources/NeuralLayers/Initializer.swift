import Lanes

/// How a parameter array gets its first values.
public enum Initializer: Sendable, Hashable {
    /// One value everywhere.
    case constant(Double)
    /// Uniform in ±bound.
    case uniform(bound: Double)

    /// Uniform in ±1/√fanIn: the default of linear layers and recurrent cells in torch.
    public static func fan(in count: Int) -> Initializer { .uniform(bound: 1 / Double(max(count, 1)).squareRoot()) }

    func fill<Scalar: LaneScalar>(_ values: inout [Scalar], range: Range<Int>, stream: Int, seed: UInt64) {
        switch self {
        case .constant(let value):
            for index in range { values[index] = Scalar(value) }
        case .uniform(let bound):
            let generator = Philox4x32(seed: seed)
            for (position, index) in range.enumerated() {
                let unit = generator.uniform(
                    epoch: 0xFFFF_FFFF, series: UInt32(stream), sample: 0, index: UInt32(position))
                values[index] = Scalar((2 * unit - 1) * bound)
            }
        }
    }
}
