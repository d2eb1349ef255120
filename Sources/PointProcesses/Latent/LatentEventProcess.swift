import DifferentialEquations
import Foundation
import Lanes

/// The Poisson process that a latent path drives. Given states, it is theirs; else the mean of the posterior given the sequence at
/// hand.
///
/// Beyond twice the length of what the network was trained on, counted from a stretch's start, the intensity stays as it is there.
struct LatentEventProcess: PointProcess {
    let model: LatentEventModel
    /// Model times at which stretches begin, and the latent state at each.
    private let given: (starts: [Double], states: [[Double]])?

    private let member: Int

    init(_ model: LatentEventModel) {
        self.model = model
        member = 0
        given = nil
    }

    init(_ model: LatentEventModel, member: Int = 0, starts: [Double], states: [[Double]]) {
        self.model = model
        self.member = member
        given = (starts, states)
    }

    var markCount: Int { model.shape.marks }
    var isPoisson: Bool { true }

    func path(for sequence: EventSequence) throws(EventError) -> any IntensityPath {
        let shape = model.shape
        let network = LatentEventNetwork(shape)
        let equation = DifferentialEquation<Double>(
            field: network.field, parameters: model.members[member].map { Double($0) })
        var stretches: [LatentIntensityPath.Stretch] = []
        func add(_ start: Double, _ state: [Double]) throws(EventError) {
            do throws(SolverError) {
                let trajectory = try equation.solve(
                    state + [Double](repeating: 0, count: shape.marks), from: 0, to: 4, method: .tsit5,
                    control: LatentEventModel.control, output: .dense)
                stretches.append(LatentIntensityPath.Stretch(start: start, trajectory: trajectory))
            } catch {
                throw .numerical(.solver(error, series: nil))
            }
        }
        if let given {
            for (start, state) in zip(given.starts, given.states) { try add(start, state) }
        } else {
            for piece in try sequence.pieces(most: shape.pieceEvents) {
                let posterior = try model.posterior(of: piece)
                try add(posterior.start, posterior.mean)
            }
        }
        return LatentIntensityPath(network: network, parameters: model.members[member], stretches: stretches)
    }
}

/// log λ and ∫ λ from the dense output of the solve.
struct LatentIntensityPath: IntensityPath {
    struct Stretch {
        let start: Double
        let trajectory: Solution<Double>
    }

    let shape: LatentEventShape
    let stretches: [Stretch]
    /// w and b of each mark, log λ per unit of model time.
    private let weights: [[Double]]
    private let biases: [Double]

    init(network: LatentEventNetwork, parameters: [Float], stretches: [Stretch]) {
        shape = network.shape
        self.stretches = stretches
        let latent = network.shape.latent
        weights = (0..<network.shape.marks).map { mark in
            (0..<latent).map { Double(parameters[network.readoutWeight + mark * latent + $0]) }
                + [Double](repeating: 0, count: network.shape.marks)
        }
        biases = (0..<network.shape.marks).map {
            Double(parameters[network.readoutBias + $0]) - network.shape.unit.logarithm
        }
    }

    /// The stretch in which `time` lies.
    private func index(_ time: Double) -> Int {
        var low = 0
        var high = stretches.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if stretches[middle].start <= time { low = middle } else { high = middle }
        }
        return low
    }

    private func place(_ time: Double, _ index: Int) -> Double {
        (time - stretches[index].start) / shape.unit
    }

    func logIntensity(at time: Double, mark: Int) -> Double {
        let index = index(time)
        let trajectory = stretches[index].trajectory
        let state = trajectory.state(at: min(max(place(time, index), 0), trajectory.endTime))
        return zip(weights[mark], state).reduce(biases[mark]) { $0 + $1.0 * $1.1 }
    }

    func compensator(from: Double, to: Double, mark: Int) -> Double {
        var sum = 0.0
        for index in index(from)...max(index(from), index(to)) {
            let trajectory = stretches[index].trajectory
            let low = place(max(from, index > 0 ? stretches[index].start : -.infinity), index)
            let high = place(min(to, index + 1 < stretches.count ? stretches[index + 1].start : .infinity), index)
            sum += mass(trajectory, high, mark) - mass(trajectory, low, mark)
        }
        return max(sum, 0)
    }

    /// Λ of `mark` from the stretch's start, going on at its last rate; at its first one before it.
    private func mass(_ trajectory: Solution<Double>, _ place: Double, _ mark: Int) -> Double {
        let inside = min(max(place, 0), trajectory.endTime)
        let state = trajectory.state(at: inside)
        let sum = shape.norm * state[shape.latent + mark]
        guard place != inside else { return sum }
        let logRate = zip(weights[mark], state).reduce(biases[mark]) { $0 + $1.0 * $1.1 }
        return sum + (place - inside) * shape.unit * exp(logRate)
    }

    func reach(from time: Double) -> Double { shape.unit / 16 }

    /// log λ is linear in the state, hence on each step a polynomial, and below the largest of its Bernstein coefficients.
    func bound(from: Double, to: Double) -> Double {
        var most = 0.0
        for index in index(from)...max(index(from), index(to)) {
            let trajectory = stretches[index].trajectory
            let low = min(max(place(max(from, stretches[index].start), index), 0), trajectory.endTime)
            let end = index + 1 < stretches.count ? min(to, stretches[index + 1].start) : to
            let high = min(max(place(end, index), low), trajectory.endTime)
            let sum = weights.indices.reduce(0) { sum, mark in
                sum + exp(trajectory.upperBound(of: weights[mark], from: low, to: high) + biases[mark])
            }
            most = max(most, sum * (1 + 1e-10))
        }
        return most
    }
}
