/// The law of a block's state at a time, given its states around: x = before · x₀ + after · x₁ + spread · ε, ε ~ N(0, I).
///
/// All matrices are (size)(size), row by row. Sizes are at most three.
struct BlockBridge {
    let size: Int
    /// Factor of the state before.
    private(set) var before: [Double]
    /// Factor of the state after; empty where there is none.
    private(set) var after: [Double] = []
    /// Lower triangle L with L Lᵀ the covariance.
    private(set) var spread: [Double]

    /// The state at the origin.
    init(startOf block: ProcessBlock) {
        size = block.size
        before = [Double](repeating: 0, count: size * size)
        var p = before
        p.withUnsafeMutableBufferPointer { if let p = $0.baseAddress { block.writeStart(p) } }
        spread = SquareMatrix(p, size).lowerRoot
    }

    /// The state `step` ≥ 0 after the one before.
    init(_ block: ProcessBlock, step: Double) {
        let (a, q) = Self.transition(block, step)
        size = block.size
        before = a.elements
        spread = q.lowerRoot
    }

    /// The state `first` after the one before, where the one `second` later is known as well.
    ///
    /// With S = A₂ Q₁ A₂ᵀ + Q₂ and G = Q₁ A₂ᵀ S⁻¹ the mean is A₁ x₀ + G (x₁ − A₂ A₁ x₀), the covariance, in Joseph's form,
    /// (I − G A₂) Q₁ (I − G A₂)ᵀ + G Q₂ Gᵀ.
    init(_ block: ProcessBlock, first: Double, second: Double) {
        let (a1, q1) = Self.transition(block, first)
        let (a2, q2) = Self.transition(block, second)
        size = block.size
        let cross = q1 * a2.transposed
        let gain = cross * ((a2 * cross + q2).inverse)
        let rest = SquareMatrix.identity(size) - gain * a2
        before = (rest * a1).elements
        after = gain.elements
        spread = (rest * q1 * rest.transposed + gain * q2 * gain.transposed).lowerRoot
    }

    private static func transition(_ block: ProcessBlock, _ step: Double) -> (a: SquareMatrix, q: SquareMatrix) {
        let n = block.size
        var a = [Double](repeating: 0, count: n * n)
        var q = a
        a.withUnsafeMutableBufferPointer { a in
            q.withUnsafeMutableBufferPointer { q in
                guard let a = a.baseAddress, let q = q.baseAddress else { return }
                block.write(step: step, a, q)
            }
        }
        return (SquareMatrix(a, n), SquareMatrix(q, n))
    }

    /// Adds the block's part of a state to `x` at the block's offset.
    ///
    /// - Parameters:
    ///   - x0: the state before, (d); x1: that after, (d), where there is one.
    ///   - normals: standard normal numbers, (size).
    func write(
        _ x: inout ArraySlice<Double>, at offset: Int, _ x0: ArraySlice<Double>?, _ x1: ArraySlice<Double>?,
        _ normals: [Double]
    ) {
        for i in 0..<size {
            var sum = 0.0
            for k in 0...i { sum += spread[size * i + k] * normals[k] }
            if let x0 { for k in 0..<size { sum += before[size * i + k] * x0[x0.startIndex + offset + k] } }
            if let x1, !after.isEmpty {
                for k in 0..<size { sum += after[size * i + k] * x1[x1.startIndex + offset + k] }
            }
            x[x.startIndex + offset + i] = sum
        }
    }
}
