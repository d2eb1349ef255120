import DifferentialEquations
import Lanes

extension Workload {
    /// Solution of a 4-20-20-4 ELU field for 1,000 rows at 100 times in double precision, without a gradient.
    static let solveRows = Workload(
        name: "solve", summary: "solution of a 4-20-20-4 field for --batch rows in double precision",
        data: "Sources/Benchmarks/data",
        prepare: {
            $0.relativeTolerance = 1e-6
            $0.absoluteTolerance = 1e-6
        },
        run: { settings in
            let times = (0..<100).map { Double($0) * 0.02 }
            let problem = try FieldProblem<Double>(
                path: "\(settings.data)/w4.json", timeScale: 1, weightScale: settings.weightScale, activation: .elu,
                times: times)
            let requests = (0..<(settings.batch ?? 1000)).map { row in
                SolutionRequest(
                    initial: (0..<problem.features).map { problem.initial(row, $0) }, start: times[0], times: times)
            }
            var measured = Measurements()
            var durations: [Duration] = []
            for iteration in 0..<(settings.iterations ?? 10) + 2 {
                var answers: SolutionBatch<Double>?
                let taken = try Duration.of {
                    answers = try problem.field.solve(
                        requests, parameters: problem.parameters,
                        control: .adaptive(
                            relative: settings.relativeTolerance, absolute: settings.absoluteTolerance),
                        blockRows: settings.blockRows ?? 64)
                }
                if iteration >= 2 { durations.append(taken) }
                guard let answers else { continue }
                measured.numbers["nfe_forward"] = answers.statistics.reduce(0) { $0 + Double($1.evaluations) }
                measured.numbers["loss"] =
                    answers.reduce(0) { $0 + $1.endState.reduce(0) { $0 + $1 * $1 } } / Double(answers.count)
            }
            measured.add(durations)
            measured.numbers["nfe_backward"] = 0
            var operations = OperationCount()
            operations.add(layers: problem.sizes, rows: measured.numbers["nfe_forward"] ?? 0, passes: 1)
            measured.add(operations, settings)
            return measured
        })
}
