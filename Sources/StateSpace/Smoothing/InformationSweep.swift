/// What rows from a time on say about the state x at that time, in square-root form: U x = z + ε with ε ~ N(0, I).
///
/// The sweep goes back over the rows by rotations alone (Bierman 1977, the square-root information filter, backward): a row is a
/// further line hᵀ/√R of U; a step's noise w ~ N(0, I) is a further unknown, with U (A x + G w) = z, that is rotated out. Neither
/// a matrix nor a singular Q is inverted, and nothing is subtracted, so that rows of any precision keep their digits; O(d³).
final class InformationSweep {
    let layout: StateLayout
    private let transition: BlockTransition
    private let factors: FactorTransition
    /// Upper triangular, (d)(d).
    let u: UnsafeMutablePointer<Double>
    /// (d).
    let z: UnsafeMutablePointer<Double>
    /// (U G, U A, z), (d)(2d + 1), and a line more.
    private let wide: UnsafeMutablePointer<Double>
    private let line: UnsafeMutablePointer<Double>

    /// Nothing is known of later rows at first.
    init(_ layout: StateLayout) {
        self.layout = layout
        transition = BlockTransition(layout)
        factors = FactorTransition(transition)
        let d = max(layout.size, 1)
        u = .allocate(capacity: d * d)
        z = .allocate(capacity: d)
        wide = .allocate(capacity: d * (2 * d + 1))
        line = .allocate(capacity: 2 * d + 1)
        u.initialize(repeating: 0, count: d * d)
        z.initialize(repeating: 0, count: d)
    }

    deinit { for pointer in [u, z, wide, line] { pointer.deallocate() } }

    /// Goes to stored information.
    func restore(u: UnsafePointer<Double>, z: UnsafePointer<Double>) {
        self.u.update(from: u, count: layout.size * layout.size)
        self.z.update(from: z, count: layout.size)
    }

    /// Takes a row in.
    func absorb(_ row: ObservationRow) {
        let d = layout.size
        let root = layout.errorVariance(row).squareRoot()
        line.update(repeating: 0, count: d)
        for k in layout.readStarts[row.channel]..<layout.readStarts[row.channel + 1] {
            line[layout.readPlaces[k]] = layout.readValues[k] / root
        }
        line[d] = (row.value - layout.means[row.channel]) / root
        for j in 0..<d where line[j] != 0 {
            let r = length(u[d * j + j], line[j])
            let (c, s) = (u[d * j + j] / r, line[j] / r)
            rotate(u + d * j + j, line + j, d - j, c, s)
            rotate(z + j, line + d, 1, c, s)
        }
    }

    /// Goes back by a step ≥ 0.
    func retreat(by step: Double) {
        guard step != 0 else { return }
        let d = layout.size
        let width = 2 * d + 1
        transition.prepare(step: step)
        for (index, block) in layout.blocks.enumerated() {
            let n = block.size
            let g = factors.noiseFactor(index)
            let a = transition.a + layout.matrices[index]
            for i in 0..<d {
                let source = u + d * i + block.offset
                let target = wide + width * i + block.offset
                for k in 0..<n {
                    var (noise, carried) = (0.0, 0.0)
                    for j in 0..<n {
                        noise += source[j] * g[n * j + k]
                        carried += source[j] * a[n * j + k]
                    }
                    target[k] = noise
                    target[d + k] = carried
                }
            }
        }
        for i in 0..<d { wide[width * i + 2 * d] = z[i] }
        for j in 0..<d {
            // The line of w_j, which ends as what the rows say of the noise: not needed.
            line.update(repeating: 0, count: width)
            line[j] = 1
            // From below, so that the line holds nothing left of a row's own block: U A stays a triangle of blocks.
            for i in (0..<d).reversed() where wide[width * i + j] != 0 {
                let r = length(line[j], wide[width * i + j])
                let (c, s) = (line[j] / r, wide[width * i + j] / r)
                let first = d + layout.firsts[i]
                rotate(line + j, wide + width * i + j, d - j, c, s)
                rotate(line + first, wide + width * i + first, width - first, c, s)
            }
        }
        for j in 0..<d {
            var i = j + 1
            while i < d, layout.firsts[i] <= j {
                defer { i += 1 }
                guard wide[width * i + d + j] != 0 else { continue }
                let (x, y) = (wide[width * j + d + j], wide[width * i + d + j])
                let r = length(x, y)
                rotate(wide + width * j + d + j, wide + width * i + d + j, d + 1 - j, x / r, y / r)
            }
        }
        for i in 0..<d {
            for j in 0..<d { u[d * i + j] = j < i ? 0 : wide[width * i + d + j] }
            z[i] = wide[width * i + 2 * d]
        }
    }
}
