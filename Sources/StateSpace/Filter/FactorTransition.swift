/// A step of the filter in square-root form: L ← L' with L' L'ᵀ = A L Lᵀ Aᵀ + Q, L' lower triangular.
///
/// The rows of (A L, G), with Q = G Gᵀ, are brought to triangular form by Householder's reflections from the right. Each row is
/// only turned, so that a direction of small variance keeps its digits beside a large one. A L is triangular but for the
/// blocks, so that the first rows are short; O(d³/6).
final class FactorTransition {
    let transition: BlockTransition
    /// G, laid out as the transition's matrices.
    private let factors: UnsafeMutablePointer<Double>
    @exclusivity(unchecked) private var factoredStep = Double.nan
    /// (d)(2d).
    private let wide: UnsafeMutablePointer<Double>
    private let product: UnsafeMutablePointer<Double>

    init(_ transition: BlockTransition) {
        self.transition = transition
        let d = max(transition.layout.size, 1)
        factors = .allocate(capacity: max(transition.layout.matrixElements, 1))
        wide = .allocate(capacity: 2 * d * d)
        product = .allocate(capacity: d * d)
    }

    deinit { for pointer in [factors, wide, product] { pointer.deallocate() } }

    /// G of block `index` for the step that the transition is prepared for, (size)(size), lower triangular.
    func noiseFactor(_ index: Int) -> UnsafePointer<Double> {
        if transition.step != factoredStep {
            for (block, place) in zip(transition.layout.blocks, transition.layout.matrices) {
                writeFactor(of: transition.q + place, size: block.size, into: factors + place)
            }
            factoredStep = transition.step
        }
        return UnsafePointer(factors + transition.layout.matrices[index])
    }

    /// L ← L', for the step that the transition is prepared for, (d)(d).
    func carry(factor l: UnsafeMutablePointer<Double>) {
        let layout = transition.layout
        let d = layout.size
        transition.multiply(l, into: product)
        for (index, block) in layout.blocks.enumerated() {
            let g = noiseFactor(index)
            for i in 0..<block.size {
                let line = wide + 2 * d * (block.offset + i)
                line.update(from: product + d * (block.offset + i), count: d)
                (line + d).update(repeating: 0, count: d)
                for k in 0...i { line[d + block.offset + k] = g[block.size * i + k] }
            }
        }
        for block in layout.blocks {
            let end = block.offset + block.size
            for i in block.offset..<end { reflect(row: i, end: end) }
        }
        for i in 0..<d {
            for j in 0..<d { l[d * i + j] = j <= i ? wide[2 * d * i + j] : 0 }
        }
    }

    /// Turns columns i ..< end and d ..< d + end so that row i has only its diagonal there.
    private func reflect(row i: Int, end: Int) {
        let d = transition.layout.size
        let line = wide + 2 * d * i
        var tail = 0.0
        for j in i + 1..<max(end, i + 1) { tail += line[j] * line[j] }
        for j in d..<d + end { tail += line[j] * line[j] }
        guard tail > 0 else { return }
        let head = line[i]
        let norm = (head * head + tail).squareRoot()
        // The reflection's vector is (first, the row's other elements).
        let first = head >= 0 ? head + norm : head - norm
        let scale = 2 / (first * first + tail)
        for r in i + 1..<max(d, i + 1) {
            let other = wide + 2 * d * r
            var sum = first * other[i]
            for j in i + 1..<max(end, i + 1) { sum += line[j] * other[j] }
            for j in d..<d + end { sum += line[j] * other[j] }
            sum *= scale
            other[i] -= sum * first
            for j in i + 1..<max(end, i + 1) { other[j] -= sum * line[j] }
            for j in d..<d + end { other[j] -= sum * line[j] }
        }
        line[i] = head >= 0 ? -norm : norm
        for j in i + 1..<max(end, i + 1) { line[j] = 0 }
        for j in d..<d + end { line[j] = 0 }
    }
}
