/// The matrices A(Δ) and Q(Δ) of all blocks for one step, and what they do to vectors and matrices of the state's size d.
///
/// Both are block diagonal with blocks of at most three, so that A P Aᵀ costs O(d²). The matrices are made anew only where the
/// step changes: rows at regular times share them.
final class BlockTransition {
    let layout: StateLayout
    /// A and Q of each block, one after the other.
    let a: UnsafeMutablePointer<Double>
    let q: UnsafeMutablePointer<Double>
    private let product: UnsafeMutablePointer<Double>
    @exclusivity(unchecked) private(set) var step = Double.nan

    init(_ layout: StateLayout) {
        self.layout = layout
        a = .allocate(capacity: max(layout.matrixElements, 1))
        q = .allocate(capacity: max(layout.matrixElements, 1))
        product = .allocate(capacity: max(layout.size * layout.size, 1))
    }

    deinit {
        a.deallocate()
        q.deallocate()
        product.deallocate()
    }

    /// Makes the matrices of a step ≥ 0.
    func prepare(step: Double) {
        guard step != self.step else { return }
        self.step = step
        for index in layout.blocks.indices {
            layout.blocks[index].write(step: step, a + layout.matrices[index], q + layout.matrices[index])
        }
    }

    /// x ← A x.
    func carry(_ x: UnsafeMutablePointer<Double>) { apply(x, transposed: false) }

    /// x ← Aᵀ x.
    func pullBack(_ x: UnsafeMutablePointer<Double>) { apply(x, transposed: true) }

    /// P ← A P Aᵀ + Q, for a symmetric P, (d)(d).
    func carry(covariance p: UnsafeMutablePointer<Double>) {
        conjugate(p, transposed: false)
        addNoise(p)
    }

    /// T ← A P, (d)(d).
    func multiply(_ p: UnsafePointer<Double>, into t: UnsafeMutablePointer<Double>) {
        multiply(p, into: t, transposed: false, fromDiagonal: false)
    }

    /// Λ ← Aᵀ Λ A, for a symmetric Λ, (d)(d).
    func pullBack(information p: UnsafeMutablePointer<Double>) { conjugate(p, transposed: true) }

    /// x ← x + Q y.
    func addNoise(times y: UnsafePointer<Double>, to x: UnsafeMutablePointer<Double>) {
        for index in layout.blocks.indices {
            let n = layout.blocks[index].size
            let o = layout.blocks[index].offset
            let m = q + layout.matrices[index]
            for i in 0..<n { for k in 0..<n { x[o + i] += m[n * i + k] * y[o + k] } }
        }
    }

    private func addNoise(_ p: UnsafeMutablePointer<Double>) {
        let d = layout.size
        for index in layout.blocks.indices {
            let n = layout.blocks[index].size
            let o = layout.blocks[index].offset
            let m = q + layout.matrices[index]
            for i in 0..<n { for k in 0..<n { p[d * (o + i) + o + k] += m[n * i + k] } }
        }
    }

    private func apply(_ x: UnsafeMutablePointer<Double>, transposed: Bool) {
        for index in layout.blocks.indices {
            let block = layout.blocks[index]
            let m = a + layout.matrices[index]
            let y = x + block.offset
            switch block.size {
            case 1: y[0] *= m[0]
            case 2:
                let (x0, x1) = (y[0], y[1])
                let (up, low) = transposed ? (m[2], m[1]) : (m[1], m[2])
                y[0] = m[0] * x0 + up * x1
                y[1] = low * x0 + m[3] * x1
            default:
                let (x0, x1, x2) = (y[0], y[1], y[2])
                let (row, column) = transposed ? (1, 3) : (3, 1)
                for i in 0..<3 {
                    y[i] = m[row * i] * x0 + m[row * i + column] * x1 + m[row * i + 2 * column] * x2
                }
            }
        }
    }

    /// P ← M P Mᵀ with M = A or Aᵀ; what is above the diagonal is computed and mirrored, so that P stays symmetric to the bit.
    private func conjugate(_ p: UnsafeMutablePointer<Double>, transposed: Bool) {
        let d = layout.size
        let t = product
        multiply(p, into: t, transposed: transposed, fromDiagonal: true)
        for index in layout.blocks.indices {
            let block = layout.blocks[index]
            let m = a + layout.matrices[index]
            let o = block.offset
            let last = o + block.size
            switch block.size {
            case 1:
                let m0 = m[0]
                for i in 0..<last { p[d * i + o] = t[d * i + o] * m0 }
            case 2:
                let (m0, m3) = (m[0], m[3])
                let (m1, m2) = transposed ? (m[2], m[1]) : (m[1], m[2])
                for i in 0..<last {
                    let (x0, x1) = (t[d * i + o], t[d * i + o + 1])
                    p[d * i + o] = x0 * m0 + x1 * m1
                    p[d * i + o + 1] = x0 * m2 + x1 * m3
                }
            default:
                let (row, column) = transposed ? (1, 3) : (3, 1)
                for i in 0..<last {
                    let (x0, x1, x2) = (t[d * i + o], t[d * i + o + 1], t[d * i + o + 2])
                    for k in 0..<3 {
                        p[d * i + o + k] = x0 * m[row * k] + x1 * m[row * k + column] + x2 * m[row * k + 2 * column]
                    }
                }
            }
        }
        mirror(p)
    }

    /// T ← M P; where `fromDiagonal`, only from the columns of each block on.
    private func multiply(
        _ p: UnsafePointer<Double>, into t: UnsafeMutablePointer<Double>, transposed: Bool, fromDiagonal: Bool
    ) {
        let d = layout.size
        for index in layout.blocks.indices {
            let block = layout.blocks[index]
            let m = a + layout.matrices[index]
            let source = p + d * block.offset
            let target = t + d * block.offset
            let first = fromDiagonal ? block.offset : 0
            switch block.size {
            case 1:
                let m0 = m[0]
                for j in first..<d { target[j] = m0 * source[j] }
            case 2:
                let (m0, m3) = (m[0], m[3])
                let (m1, m2) = transposed ? (m[2], m[1]) : (m[1], m[2])
                for j in first..<d {
                    let (x0, x1) = (source[j], source[d + j])
                    target[j] = m0 * x0 + m1 * x1
                    target[d + j] = m2 * x0 + m3 * x1
                }
            default:
                let (row, column) = transposed ? (1, 3) : (3, 1)
                for i in 0..<3 {
                    let (m0, m1, m2) = (m[row * i], m[row * i + column], m[row * i + 2 * column])
                    for j in first..<d {
                        target[d * i + j] = m0 * source[j] + m1 * source[d + j] + m2 * source[2 * d + j]
                    }
                }
            }
        }
    }

    /// Copies what is above the diagonal to below it.
    private func mirror(_ p: UnsafeMutablePointer<Double>) {
        let d = layout.size
        for i in 1..<max(d, 1) { for j in 0..<i { p[d * i + j] = p[d * j + i] } }
    }
}
