import Lanes

/// States of several paths, drawn step by step from the model; (d)(paths), paths side by side.
///
/// Each path's numbers are its own, so that a path has the same bits however many are drawn together.
final class DrawnStates {
    let layout: StateLayout
    let paths: Range<Int>
    /// (d)(paths).
    let states: UnsafeMutablePointer<Double>
    private let transition: BlockTransition
    private let noise: PathNoise
    /// A factor of Q for each block, laid out as the transition's matrices.
    private let factors: UnsafeMutablePointer<Double>
    private var factoredStep = Double.nan
    private var index: UInt32 = 0

    init(_ layout: StateLayout, _ paths: Range<Int>, _ noise: PathNoise) {
        self.layout = layout
        self.paths = paths
        self.noise = noise
        transition = BlockTransition(layout)
        states = .allocate(capacity: max(layout.size * paths.count, 1))
        states.initialize(repeating: 0, count: layout.size * paths.count)
        factors = .allocate(capacity: max(layout.matrixElements, 1))
    }

    /// A copy that draws on from where `other` stands.
    convenience init(continuing other: DrawnStates) {
        self.init(other.layout, other.paths, other.noise)
        states.update(from: other.states, count: layout.size * paths.count)
        index = other.index
    }

    /// Leaves out the numbers that `other` has drawn.
    func skip(to other: DrawnStates) { index = other.index }

    deinit {
        states.deallocate()
        factors.deallocate()
    }

    /// Draws states of the given mean, and of the covariance L Lᵀ of a lower triangular factor, (d)(d).
    func start(mean: UnsafePointer<Double>, factor: UnsafePointer<Double>) {
        let (d, n) = (layout.size, paths.count)
        for i in 0..<d { for path in 0..<n { states[n * i + path] = mean[i] } }
        for k in 0..<d {
            for path in 0..<n {
                let normal = noise.normal(sample: paths.lowerBound + path, index: index)
                for i in k..<d { states[n * i + path] += factor[d * i + k] * normal }
            }
            index += 1
        }
    }

    /// Carries the states on by a step ≥ 0; in time reversed, where odd derivatives have the other sign, if `isBackward`.
    func advance(by step: Double, isBackward: Bool = false) {
        guard step != 0 else { return }
        let n = paths.count
        if step != factoredStep {
            transition.prepare(step: step)
            for (block, place) in zip(layout.blocks, layout.matrices) {
                writeFactor(of: transition.q + place, size: block.size, into: factors + place)
            }
            factoredStep = step
        }
        for (block, place) in zip(layout.blocks, layout.matrices) {
            let size = block.size
            let (a, l) = (transition.a + place, factors + place)
            for path in 0..<n {
                let x = states + n * block.offset + path
                let (x0, y1, x2) = (x[0], size > 1 ? x[n] : 0, size > 2 ? x[2 * n] : 0)
                let x1 = isBackward ? -y1 : y1
                let sample = paths.lowerBound + path
                let z0 = noise.normal(sample: sample, index: index)
                switch size {
                case 1: x[0] = a[0] * x0 + l[0] * z0
                case 2:
                    let z1 = noise.normal(sample: sample, index: index + 1)
                    x[0] = a[0] * x0 + a[1] * x1 + l[0] * z0
                    let next = a[2] * x0 + a[3] * x1 + l[2] * z0 + l[3] * z1
                    x[n] = isBackward ? -next : next
                default:
                    let z1 = noise.normal(sample: sample, index: index + 1)
                    let z2 = noise.normal(sample: sample, index: index + 2)
                    x[0] = a[0] * x0 + a[1] * x1 + a[2] * x2 + l[0] * z0
                    let next = a[3] * x0 + a[4] * x1 + a[5] * x2 + l[3] * z0 + l[4] * z1
                    x[n] = isBackward ? -next : next
                    x[2 * n] = a[6] * x0 + a[7] * x1 + a[8] * x2 + l[6] * z0 + l[7] * z1 + l[8] * z2
                }
            }
            index += UInt32(size)
        }
    }

    /// A standard normal number for each path, (paths).
    func writeNormals(_ normals: UnsafeMutablePointer<Double>) {
        for path in 0..<paths.count { normals[path] = noise.normal(sample: paths.lowerBound + path, index: index) }
        index += 1
    }

    /// hᵀ x of each path, (paths).
    func writeReading(_ channel: Int, _ reading: UnsafeMutablePointer<Double>) {
        let n = paths.count
        for path in 0..<n { reading[path] = 0 }
        for k in layout.readStarts[channel]..<layout.readStarts[channel + 1] {
            let line = states + n * layout.readPlaces[k]
            let loading = layout.readValues[k]
            for path in 0..<n { reading[path] += loading * line[path] }
        }
    }
}
