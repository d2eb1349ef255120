import DifferentialEquations
import Foundation
import ReferenceProblems

extension Workload {
    /// Every method for rows on every reference problem it is meant for, at tolerances from 1e-3 to 1e-13.
    static let workPrecision = Workload(
        name: "work-precision", summary: "error, evaluations and time of the solvers on the reference problems",
        data: "Tests/DifferentialEquationsTests/golden"
    ) { settings in
        let references = try JSONDecoder().decode(
            [String: Reference].self, from: Data(contentsOf: URL(fileURLWithPath: "\(settings.data)/reference.json")))
        let problems = ReferenceProblem.all.filter { settings.problem == nil || $0.name == settings.problem }
        guard !problems.isEmpty else {
            let names = ReferenceProblem.all.map(\.name).joined(separator: ", ")
            throw BenchmarkError("--problem \(settings.problem ?? ""): \(names)")
        }
        var measured = Measurements()
        for problem in problems {
            guard let reference = references[problem.name] else {
                throw BenchmarkError("\(settings.data)/reference.json lacks \(problem.name)")
            }
            let methods: [SolverMethod] =
                problem.isStiff
                ? [.rodas5p, .kvaerno5, .kvaerno3, .auto] : [.bosh3, .dopri5, .tsit5, .dop853, .adams, .auto]
            for method in methods {
                measured.parts.append(
                    curve(problem, method, reference: reference.states, repeats: settings.iterations ?? 200))
            }
        }
        return measured
    }

    private static func curve(
        _ problem: ReferenceProblem, _ method: SolverMethod, reference: [[Double]], repeats: Int
    ) -> Measurements {
        // The stiff problems do not read the time.
        let equation = DifferentialEquation<Double>(
            features: problem.initial.count, isAutonomous: problem.isStiff
        ) { t, y, _, dy in problem.evaluate(t, y, &dy) }
        var options = SolverOptions.endingAtEnd
        options.maximumSteps = 1_000_000
        var measured = Measurements()
        var tolerances: [Double] = []
        var errors: [Double?] = []
        var evaluations: [Double?] = []
        var times: [Double?] = []
        for power in 3...13 {
            let tolerance = pow(10, -Double(power))
            let control = StepControl.adaptive(relative: tolerance, absolute: tolerance * problem.absoluteScale)
            func run() throws -> Solution<Double> {
                try equation.solve(
                    problem.initial, from: problem.start, to: problem.times[problem.times.count - 1], method: method,
                    control: control, options: options, output: .times(problem.times))
            }
            tolerances.append(tolerance)
            guard let path = try? run() else {
                errors.append(nil)
                evaluations.append(nil)
                times.append(nil)
                continue
            }
            var least = Double.infinity
            var spent = 0.0
            for repetition in 0..<max(repeats, 1) where repetition < 3 || spent < 0.05 {
                let taken = (try? seconds { _ = try run() }) ?? .infinity
                least = min(least, taken)
                spent += taken
            }
            errors.append(problem.error(of: path.states, reference: reference))
            evaluations.append(Double(path.statistics.evaluations))
            times.append(least)
        }
        measured.texts = ["problem": problem.name, "method": method.rawValue]
        measured.lists = ["rtol": tolerances, "error": errors, "evaluations": evaluations, "seconds": times]
        return measured
    }
}

private struct Reference: Decodable { let states: [[Double]] }
