import Lanes

/// Sums of products of columns and target, accumulated block by block of rows over lanes.
///
/// The target stands behind the columns, as one more: element (i, j) of `sums` is Σ xᵢ xⱼ over the rows, x of `size` numbers.
final class NormalEquations {
    /// Rows gathered before they are multiplied.
    private static let lanes = 128

    /// Columns and the target.
    let size: Int
    private let products: LaneBuffer<Double>
    private let block: LaneBuffer<Double>
    private var filled = 0

    /// - Parameter columns: without the target.
    init(columns: Int) {
        size = columns + 1
        products = LaneBuffer(count: size * size)
        block = LaneBuffer(count: size * Self.lanes)
    }

    /// Adds a row, multiplied by `weight`: `write` fills the columns, each `stride` elements after the one before.
    ///
    /// - Complexity: 2 · size² operations.
    func add(target: Double, weight: Double = 1, _ write: (_ x: UnsafeMutablePointer<Double>, _ stride: Int) -> Void) {
        let x = block.pointer + filled
        write(x, Self.lanes)
        x[(size - 1) * Self.lanes] = target
        if weight != 1 { for column in 0..<size { x[column * Self.lanes] *= weight } }
        filled += 1
        if filled == Self.lanes { flush() }
    }

    private func flush() {
        guard filled > 0 else { return }
        for lane in filled..<Self.lanes {
            for column in 0..<size { block.pointer[column * Self.lanes + lane] = 0 }
        }
        Double.affineWeightsPullback(
            dy: block.pointer, dyStride: Self.lanes, x: block.pointer, xStride: Self.lanes,
            dWeights: products.pointer, dBias: nil, inputs: size, outputs: size, lanes: Self.lanes, groups: 1,
            groupStride: 0, scale: nil, scaleStride: 0)
        filled = 0
    }

    /// The sums, `(size, size)`, symmetric.
    func sums() -> [Double] {
        flush()
        return Array(UnsafeBufferPointer(start: products.pointer, count: size * size))
    }
}
