import DifferentialEquations
import Differentiation
import Foundation
import Lanes
import NeuralLayers

/// The sizes and scales that fix a latent intensity's programs and parameters.
public struct LatentEventShape: Sendable, Hashable, Codable {
    /// Number of marks.
    public var marks: Int
    /// Features of the latent state.
    public var latent = 6
    /// Units of each hidden layer of the vector field, and of the encoder's state.
    public var hidden = 24
    /// Model time that the network takes for one unit.
    public var unit: Double
    /// Events that a unit holds on average; the compensator is solved for in this measure.
    public var norm: Double
    /// Events of a longer sequence are read in pieces of so many.
    public var pieceEvents = 160

    /// Creates the shape.
    public init(marks: Int, unit: Double, norm: Double) {
        self.marks = marks
        self.unit = unit
        self.norm = norm
    }

    /// What the encoder reads of an event or the edge of a window: time since the start, the gap to what comes later (two
    /// measures), whether a window begins or ends, and the mark.
    var tokenFeatures: Int { 5 + marks }
}

/// A latent ODE whose state drives log intensities (Chen et al. 2018, section 5.2, equation 13): a gated cell reads events and marks
/// backward; z₀ is drawn from the posterior it gives; dz/dt = f(z), log λₘ = wₘ·z + bₘ, and the compensators are further states of
/// the same solve, dΛₘ/dt = e^(log λₘ).
struct LatentEventNetwork: Sendable {
    let shape: LatentEventShape
    let tree: ParameterTree
    let cell: Program
    let cellInput: Slot
    let cellState: Slot
    let cellResult: Slot
    /// Posterior mean and log variance, z₀ drawn, KL(q ‖ N(0, 1)).
    let posterior: Program
    let posteriorState: Slot
    let posteriorNoise: Slot
    let posteriorMean: Slot
    let posteriorLogVariance: Slot
    let posteriorDraw: Slot
    let posteriorDivergence: Slot
    /// The field of (z, Λ / norm).
    let field: VectorField
    /// Offsets of w `(marks, latent)` and b `(marks)`.
    let readoutWeight: Int
    let readoutBias: Int

    init(_ shape: LatentEventShape) {
        self.shape = shape
        let latent = shape.latent
        var tree = ParameterTree()
        let gated = GatedCell("encoder", inputs: shape.tokenFeatures, hidden: shape.hidden, in: &tree)
        let head = Linear("posterior", inputs: shape.hidden, outputs: 2 * latent, in: &tree)
        let network = MultilayerPerceptron(
            "field", sizes: [latent, shape.hidden, shape.hidden, latent], activation: .tanh, in: &tree)
        let readout = Linear("intensity", inputs: latent, outputs: shape.marks, in: &tree)
        readoutWeight = tree["intensity.weight"]?.offset ?? 0
        readoutBias = tree["intensity.bias"]?.offset ?? 0

        var first = ProgramBuilder()
        let x = first.input(features: shape.tokenFeatures)
        let h = first.input(features: shape.hidden)
        let next = first.output(gated.apply(x, state: h, in: &first))
        cell = first.build()
        cellInput = cell.slot(x)
        cellState = cell.slot(h)
        cellResult = cell.slot(next)

        var second = ProgramBuilder()
        let s = second.input(features: shape.hidden)
        let e = second.input(features: latent)
        let q = head.apply(s, in: &second)
        let m = q[0..<latent]
        let v = q[latent..<2 * latent]
        let deviation = second.exp(second.scale(v, by: 0.5))
        let z = second.output(second.add(m, second.multiply(deviation, e)))
        let terms = second.add(second.subtract(second.exp(v), v), second.multiply(m, m))
        let kl = second.output(second.sumFeatures(second.scale(terms, by: 0.5, plus: -0.5)))
        let mean = second.output(m)
        let logVariance = second.output(v)
        posterior = second.build()
        posteriorState = posterior.slot(s)
        posteriorNoise = posterior.slot(e)
        posteriorMean = posterior.slot(mean)
        posteriorLogVariance = posterior.slot(logVariance)
        posteriorDraw = posterior.slot(z)
        posteriorDivergence = posterior.slot(kl)

        let offset = -shape.norm.logarithm
        field = VectorField(features: latent + shape.marks) { program, y, _ in
            let state = y[0..<latent]
            let derivative = network.apply(state, in: &program)
            let logRate = readout.apply(state, in: &program)
            return program.concatenate([derivative, program.exp(program.scale(logRate, by: 1, plus: offset))])
        }
        self.tree = tree
    }

    /// First values: intensities start at each mark's mean rate.
    func initialParameters(rates: [Double], seed: UInt64) -> [Float] {
        var values: [Float] = tree.initialValues(seed: seed)
        for (mark, rate) in rates.enumerated() {
            values[readoutBias + mark] = Float((max(rate, 1e-12) * shape.unit).logarithm)
        }
        return values
    }
}

extension Double {
    /// The natural logarithm, where `log` would be a builder's.
    var logarithm: Double { Foundation.log(self) }
}
