import DifferentialEquations
import Differentiation
import Foundation
import Lanes
import Testing

@testable import PointProcesses

/// The compensator as a state of the solve: closed forms, gradients, bounds.
@Suite struct LatentIntensityTests {
    private func small(marks: Int = 2) -> LatentEventNetwork {
        var shape = LatentEventShape(marks: marks, unit: 2.5, norm: 4)
        shape.latent = 3
        shape.hidden = 5
        return LatentEventNetwork(shape)
    }

    private func episodes(_ network: LatentEventNetwork) throws -> [LatentEventEpisode] {
        let gap = [try Exposure(start: 0.25, end: 2.5), try Exposure(start: 3, end: 5)]
        let a = try EventSequence(
            times: [0.31, 0.5, 1.75, 1.75, 3.25, 4.5], marks: [0, 1, 1, 0, 0, 1], exposure: gap)
        let b = try EventSequence(times: [2], marks: [1], exposure: [try Exposure(start: 1, end: 4)])
        let c = try EventSequence(times: [], marks: [], exposure: [try Exposure(start: 0, end: 4)])
        return [
            LatentEventEpisode(a, shape: network.shape), LatentEventEpisode(b, shape: network.shape, cutoff: 3),
            LatentEventEpisode(c, shape: network.shape),
        ]
    }

    private func engine(_ network: LatentEventNetwork) -> LatentEventEngine<Double> {
        LatentEventEngine(
            network, capacity: 3, control: .adaptive(relative: 1e-11, absolute: 1e-12), options: SolverOptions())
    }

    private let noise = [[0.3, -0.5, 1.1], [-1.2, 0.2, 0.4], [0.1, 0.7, -0.3]]

    /// The gradient of the evidence bound by every weight: encoder, posterior, field, intensity.
    @Test func gradient() throws {
        let network = small()
        let engine = engine(network)
        let episodes = try episodes(network)
        var parameters = network.initialParameters(rates: [1.2, 0.6], seed: 4).map { Double($0) }
        for index in parameters.indices { parameters[index] += 0.1 * sin(Double(index)) }
        func loss(_ parameters: [Double]) throws -> Double {
            let outcome = try engine.step(episodes, noise: noise, parameters: parameters)
            return 0.5 * (0.7 * outcome.divergence.reduce(0, +) - outcome.logLikelihood.reduce(0, +))
        }
        var gradient = [Double](repeating: 0, count: parameters.count)
        try gradient.withUnsafeMutableBufferPointer { target in
            _ = try engine.step(
                episodes, noise: noise, parameters: parameters, scale: 0.5, klWeight: 0.7,
                gradient: target.baseAddress)
        }
        var checked = 0
        for index in stride(from: 0, to: parameters.count, by: 3) {
            var above = parameters
            var below = parameters
            above[index] += 1e-5
            below[index] -= 1e-5
            let difference = (try loss(above) - loss(below)) / 2e-5
            #expect(abs(gradient[index] - difference) < 1e-6 * (1 + abs(difference)), "\(index)")
            checked += 1
        }
        #expect(checked > 80)
    }

    /// What a row gets does not depend on the others.
    @Test func rowsAreIndependent() throws {
        let network = small()
        let engine = engine(network)
        let episodes = try episodes(network)
        let parameters = network.initialParameters(rates: [1.2, 0.6], seed: 4).map { Double($0) }
        let all = try engine.step(episodes, noise: noise, parameters: parameters)
        for row in episodes.indices {
            let one = try engine.step([episodes[row]], noise: [noise[row]], parameters: parameters)
            #expect(one.logLikelihood[0] == all.logLikelihood[row])
            #expect(one.divergence[0] == all.divergence[row])
        }
    }

    /// The likelihood of the engine equals that of the path that simulation and forecasts walk.
    @Test func engineAndPathAgree() throws {
        let network = small()
        let parameters = network.initialParameters(rates: [1.2, 0.6], seed: 4)
        let model = LatentEventModel(shape: network.shape, parameters: parameters)
        let sequence = try EventSequence(
            times: [0.31, 0.5, 1.75, 4.5], marks: [0, 1, 0, 1],
            exposure: [try Exposure(start: 0.25, end: 2.5), try Exposure(start: 3, end: 5)])
        let outcome = try engine(network).step(
            [LatentEventEpisode(sequence, shape: network.shape)], noise: [[0, 0, 0]],
            parameters: parameters.map { Double($0) })
        let found = try LatentEventProcess(model).likelihood([sequence])
        #expect(abs(found.logLikelihood - outcome.logLikelihood[0]) < 1e-4)
        #expect(abs(found.compensator - outcome.compensator[0]) < 1e-4)
    }

    /// λ = a, a + bt, e^(a + bt) and e^(sin): recorded fields with the compensator as their last state, against closed forms.
    @Test func closedFormsThroughTheSolver() throws {
        // State (log λ …, Λ): the first feature's exponential, or the feature itself, is integrated.
        let constant = VectorField(features: 2) { p, y, _ in
            p.concatenate([p.scale(y[0..<1], by: 0), p.copy(y[0..<1])])
        }
        let linear = VectorField(features: 2) { p, y, _ in
            p.concatenate([p.scale(y[0..<1], by: 0, plus: 0.3), p.copy(y[0..<1])])
        }
        let exponential = VectorField(features: 2) { p, y, _ in
            p.concatenate([p.scale(y[0..<1], by: 0, plus: -0.4), p.exp(y[0..<1])])
        }
        // λ = 2 + sin 3t from the oscillator (sin, cos).
        let sinusoid = VectorField(features: 3) { p, y, _ in
            p.concatenate([
                p.scale(y[1..<2], by: 3), p.scale(y[0..<1], by: -3), p.scale(y[0..<1], by: 1, plus: 2),
            ])
        }
        let times = [0.3, 1.1, 2.2, 4.0]
        let end = 5.0
        typealias Rate = @Sendable (Double) -> Double
        let cases: [(VectorField, [Double], Rate, Double, @Sendable ([Double]) -> Double)] = [
            (constant, [1.7, 0], { _ in 1.7 }, 1.7 * 5, { $0[0] }),
            (linear, [0.5, 0], { 0.5 + 0.3 * $0 }, 0.5 * 5 + 0.15 * 25, { $0[0] }),
            (exponential, [0.2, 0], { exp(0.2 - 0.4 * $0) }, exp(0.2) * (1 - exp(-2)) / 0.4, { exp($0[0]) }),
            (sinusoid, [0, 1, 0], { 2 + sin(3 * $0) }, 10 + (1 - cos(15)) / 3, { 2 + $0[0] }),
        ]
        for (field, initial, rate, mass, read) in cases {
            let solution = try field.solve(
                [SolutionRequest<Double>(initial: initial, start: 0, times: times + [end])], method: .tsit5,
                control: .adaptive(relative: 1e-12, absolute: 1e-13))[0]
            let last = solution.states[times.count]
            let found = times.indices.reduce(0) { $0 + log(read(solution.states[$1])) } - last[last.count - 1]
            let expected = times.reduce(0) { $0 + log(rate($1)) } - mass
            #expect(abs(last[last.count - 1] - mass) < 1e-8)
            #expect(abs(found - expected) < 1e-10, "\(found - expected)")
        }
    }

    /// Inversion on the dense output finds the time at which a solver event, Λ = target, is located.
    @Test func inversionIsTheSolversEvent() throws {
        let network = small(marks: 1)
        let parameters = network.initialParameters(rates: [1.5], seed: 6)
        let process = LatentEventProcess(
            LatentEventModel(shape: network.shape, parameters: parameters), starts: [0], states: [[0.5, -1, 0.3]])
        let path = try process.path(for: EventSequence(times: [], exposure: [try Exposure(start: 0, end: 8)]))
        for target in [0.4, 1.3, 5.0] {
            let found = try #require(process.invert(path, from: 0, to: 9, target: target))
            let goal = target / network.shape.norm
            let equation = DifferentialEquation<Double>(
                field: network.field, parameters: parameters.map { Double($0) })
            let trajectory = try equation.solve(
                [0.5, -1, 0.3, 0], from: 0, to: 4, method: .tsit5, control: LatentEventModel.control,
                crossings: [ZeroCrossing(direction: .rising, isTerminal: true, condition: { _, y in y[3] - goal })])
            #expect(abs(found - trajectory.endTime * network.shape.unit) < 1e-9)
        }
    }

    /// The bound of each step's dense output holds, and thinning under it agrees with inversion.
    @Test func boundHoldsAndMethodsAgree() throws {
        let network = small()
        var parameters = network.initialParameters(rates: [1.5, 0.8], seed: 6)
        for index in parameters.indices { parameters[index] *= 1.6 }
        let process = LatentEventProcess(
            LatentEventModel(shape: network.shape, parameters: parameters), starts: [0], states: [[0.5, -1, 0.3]])
        let exposure = [try Exposure(start: 0, end: 8)]
        let path = try process.path(for: EventSequence(times: [], exposure: exposure))
        for step in 0..<64 {
            let (from, to) = (Double(step) / 8, Double(step + 1) / 8)
            let bound = path.bound(from: from, to: to)
            let most = (0...50).map { process.total(path, at: from + (to - from) * Double($0) / 50) }.max() ?? 0
            #expect(most <= bound && bound < 1.2 * most)
        }
        let mass = process.totalCompensator(path, from: 0, to: 8)
        for method in SimulationMethod.allCases {
            var data: [EventSequence] = []
            for sample in 0..<40 {
                var random = RandomStream(seed: 12, sample: UInt32(sample))
                data.append(try process.simulate(exposure, method: method, random: &random))
            }
            let mean = Double(data.reduce(0) { $0 + $1.times.count }) / 40
            #expect(abs(mean - mass) < 3.5 * (mass / 40).squareRoot(), "\(method): \(mean), \(mass)")
            #expect(try TimeRescaling(process, data).test.pValue > 0.001)
        }
    }

    /// A rate that a constant cannot tell is learned, with any number of threads to the same bits.
    @Test func learnsASlope() throws {
        let truth = LogLinearProcess(hasTrend: true, center: 5, scale: 5, seasons: [], coefficients: [[0.9, 1.5]])
        var data: [EventSequence] = []
        for sample in 0..<40 {
            var random = RandomStream(seed: 31, sample: UInt32(sample))
            data.append(try truth.simulate([try Exposure(start: 0, end: 10)], random: &random))
        }
        var settings = EventFitSettings()
        settings.kind = .latentODE
        settings.latent = 3
        settings.hidden = 8
        settings.epochs = 30
        settings.learningRate = 0.03
        let train = Array(data.prefix(30))
        let test = Array(data.suffix(10))
        var models: [LatentEventModel] = []
        for threads in [1, 2] {
            let trainer = try LatentEventTrainer(train, markCount: 1, settings: settings, threads: threads)
            models.append(try #require(try trainer.run()))
        }
        #expect(models[0].parameters == models[1].parameters)
        let latent = try models[0].likelihood(test, samples: 8, seed: 1).perEvent
        let constant = try ConstantProcess.fit(train, markCount: 1).process.likelihood(test).perEvent
        let best = try truth.likelihood(test).perEvent
        #expect(latent > constant + 0.5 * (best - constant), "\(constant), \(latent), \(best)")
    }
}
