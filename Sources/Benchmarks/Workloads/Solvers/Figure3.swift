import DifferentialEquations
import Foundation
import Lanes
import NeuralLayers

extension Workload {
    /// The four panels of figure 3 of Chen et al. 2018, on a small ODE-net that is trained first.
    static let figure3 = Workload(
        name: "figure3", summary: "figure 3 of the 2018 paper: error, time and gradients by evaluations, training",
        data: "."
    ) { settings in
        let net = CirclesNet(rows: 256, seed: settings.seed)
        var parameters: [Double] = net.tree.initialValues(seed: settings.seed)
        var measured = Measurements()
        measured.parts.append(try training(net, &parameters, iterations: settings.iterations ?? 400))
        for method in [ExplicitMethod.bosh3, .dopri5, .tsit5, .dop853] {
            measured.parts.append(try accuracy(net, parameters, method))
        }
        for (name, gradient) in [
            ("discrete", GradientMethod.discrete), ("continuous", .continuous()), ("interpolating", .interpolating()),
        ] {
            measured.parts.append(try gradients(net, parameters, gradient, name))
        }
        return measured
    }

    private static let tolerances = (1...9).map { pow(10, -Double($0)) }

    /// Loss and evaluations per row in each iteration of training.
    private static func training(
        _ net: CirclesNet, _ parameters: inout [Double], iterations: Int
    ) throws -> Measurements {
        let solver = DifferentiableSolver<Double>(
            field: net.field, method: .dormandPrince54, control: .adaptive(relative: 1e-4, absolute: 1e-4),
            capacity: net.rows)
        var adam = Adam<Double>(count: net.tree.count)
        var gradient = parameters
        var lists: [String: [Double?]] = [:]
        for iteration in 0..<iterations {
            let (loss, forward, _) = try net.step(solver, parameters: parameters, gradient: &gradient)
            adam.update(&parameters, gradient: gradient, learningRate: 0.01 * pow(0.995, Double(iteration)))
            lists["iteration", default: []].append(Double(iteration))
            lists["loss", default: []].append(loss)
            lists["evaluations", default: []].append(forward)
        }
        var measured = Measurements()
        measured.texts = ["part": "training", "method": "dopri5"]
        measured.lists = lists
        return measured
    }

    /// Error, evaluations and time of the forward solve at each tolerance.
    private static func accuracy(
        _ net: CirclesNet, _ parameters: [Double], _ method: ExplicitMethod
    ) throws -> Measurements {
        let exact = try net.solve(
            BlockSolver(
                field: net.field, method: .dormandPrince853, control: .adaptive(relative: 1e-13, absolute: 1e-13),
                capacity: net.rows), parameters: parameters
        ).states
        var lists: [String: [Double?]] = ["tolerance": tolerances]
        for tolerance in tolerances {
            let solver = BlockSolver<Double>(
                field: net.field, method: method.tableau, control: .adaptive(relative: tolerance, absolute: tolerance),
                capacity: net.rows)
            let (states, evaluations) = try net.solve(solver, parameters: parameters)
            let times = try (0..<10).map { _ in try seconds { _ = try net.solve(solver, parameters: parameters) } }
            lists["evaluations", default: []].append(evaluations)
            lists["error", default: []].append(zip(states, exact).reduce(0) { max($0, abs($1.0 - $1.1)) })
            lists["seconds", default: []].append(times.min())
        }
        var measured = Measurements()
        measured.texts = ["part": "accuracy", "method": method.rawValue]
        measured.lists = lists
        return measured
    }

    /// Evaluations forward and backward, and the error of the gradient, at each tolerance.
    private static func gradients(
        _ net: CirclesNet, _ parameters: [Double], _ gradient: GradientMethod, _ name: String
    ) throws -> Measurements {
        func run(_ tolerance: Double, _ gradient: GradientMethod) throws -> ([Double], Double, Double) {
            let solver = DifferentiableSolver<Double>(
                field: net.field, method: .dormandPrince54,
                control: .adaptive(relative: tolerance, absolute: tolerance), gradient: gradient, capacity: net.rows)
            var found = parameters
            let (_, forward, backward) = try net.step(
                solver, parameters: parameters, loss: .margin, gradient: &found)
            return (found, forward, backward)
        }
        func size(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let exact = try run(1e-12, .discrete).0
        var lists: [String: [Double?]] = ["tolerance": tolerances]
        for tolerance in tolerances {
            let (found, forward, backward) = try run(tolerance, gradient)
            lists["forward", default: []].append(forward)
            lists["backward", default: []].append(backward)
            lists["gradient_error", default: []].append(size(zip(found, exact).map(-)) / size(exact))
        }
        var measured = Measurements()
        measured.texts = ["part": "gradient", "gradient": name]
        measured.lists = lists
        return measured
    }
}
