import Lanes

/// The distribution of the initial values of a parameter array.
public enum Initializer: Sendable, Hashable {
    /// The same value for all elements.
    case constant(Double)
    /// Uniform between −`bound` and `bound`.
    case uniform(bound: Double)

    /// Uniform between ±1/√`count`: what torch gives a linear layer of `count` inputs and a recurrent cell of `count` features.
    public static func fan(in count: Int) -> Initializer { .uniform(bound: 1 / Double(max(count, 1)).squareRoot()) }

    /// Fills `values[range]` with numbers keyed by `seed`, `stream` and the position within the range.
    func fill<Scalar: LaneScalar>(_ values: inout [Scalar], range: Range<Int>, stream: Int, seed: UInt64) {
        switch self {
        case .constant(let value):
            for index in range { values[index] = Scalar(value) }
        case .uniform(let bound):
            let generator = Philox4x32(seed: seed)
            for (position, index) in range.enumerated() {
                let unit = generator.uniform(.initialValues, series: UInt32(stream), index: UInt32(position))
                values[index] = Scalar((2 * unit - 1) * bound)
            }
        }
    }
}
