import Lanes

/// Sums over stages, without the coefficients that are zero: the rows of a tableau, laid out for the inner loop.
///
/// A row is a plain value that points into memory owned here, so that the loop touches no reference count.
final class SparseRows<Scalar: LaneScalar> {
    /// Number of rows.
    let count: Int
    private let rows: UnsafeMutablePointer<SparseRow<Scalar>>
    private let terms: UnsafeMutablePointer<SparseRow<Scalar>.Term>
    private let nodes: UnsafeMutablePointer<Double>

    /// Copies the coefficients that are not zero; `nodes`, where given, are those of the rows.
    init(_ weights: [[Double]], nodes times: [Double] = []) {
        count = weights.count
        rows = .allocate(capacity: max(count, 1))
        nodes = .allocate(capacity: max(count, 1))
        let total = weights.reduce(0) { $0 + $1.count { $0 != 0 } }
        terms = .allocate(capacity: max(total, 1))
        var next = 0
        for (index, row) in weights.enumerated() {
            let first = next
            for (stage, weight) in row.enumerated() where weight != 0 {
                (terms + next).initialize(to: .init(stage: stage, weight: Scalar(weight)))
                next += 1
            }
            (rows + index).initialize(to: SparseRow(terms: terms + first, count: next - first))
            (nodes + index).initialize(to: index < times.count ? times[index] : 0)
        }
    }

    deinit {
        rows.deallocate()
        terms.deallocate()
        nodes.deallocate()
    }

    subscript(index: Int) -> SparseRow<Scalar> {
        @inline(__always) get { rows[index] }
    }

    /// The node of row `index`.
    @inline(__always)
    func node(_ index: Int) -> Double { nodes[index] }
}

/// One sum over stages.
struct SparseRow<Scalar: LaneScalar> {
    struct Term {
        var stage: Int
        var weight: Scalar
    }

    let terms: UnsafePointer<Term>
    let count: Int

    /// Writes base + h Σ wⱼ kⱼ.
    @inline(__always)
    func combine(
        base: UnsafePointer<Scalar>?, _ h: Scalar, _ k: UnsafePointer<Scalar>, _ n: Int,
        _ result: UnsafeMutablePointer<Scalar>
    ) {
        for feature in 0..<n {
            var sum: Scalar = 0
            for index in 0..<count { sum += terms[index].weight * k[terms[index].stage * n + feature] }
            if let base { result[feature] = base[feature] + h * sum } else { result[feature] = h * sum }
        }
    }
}
