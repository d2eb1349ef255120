import CAllocations
import DifferentialEquations
import Lanes

extension Workload {
    /// How many allocations a solve makes beyond those of a shorter one, forward and back, with stages kept or not: none.
    static let allocations = Workload(
        name: "allocations", summary: "allocations that longer solves make beyond those of short ones",
        data: "Sources/Benchmarks/data"
    ) { settings in
        guard allocations_so_far() >= 0 else { throw BenchmarkError("allocations are counted with glibc alone") }
        func count(end: Double, stageMemory: Int) throws -> (solve: Int, pullBack: Int, steps: Int) {
            let problem = try FieldProblem<Float>(
                path: "\(settings.data)/w4.json", timeScale: 1, weightScale: 1, activation: .elu, times: [0, end])
            let rows = 100
            let features = problem.features
            let solver = BlockSolver<Float>(
                field: problem.field, method: ExplicitMethod.dopri5.tableau,
                control: .adaptive(relative: 1e-6, absolute: 1e-6), capacity: rows)
            solver.stageMemory = stageMemory
            let capacity = solver.capacity
            let initial = LaneBuffer<Float>(count: features * capacity)
            let outputs = LaneBuffer<Float>(count: 2 * features * capacity)
            let cotangents = LaneBuffer<Float>(count: 2 * features * capacity)
            let initialCotangent = LaneBuffer<Float>(count: features * capacity)
            for row in 0..<rows {
                for feature in 0..<features {
                    initial.pointer[feature * capacity + row] = problem.initial(row, feature)
                }
            }
            cotangents.pointer.update(repeating: 1, count: cotangents.count)
            var gradient = [Float](repeating: 0, count: problem.parameters.count)
            let starts = [Double](repeating: 0, count: rows)
            let times = (0..<rows).flatMap { _ in problem.times }
            let offsets = (0...rows).map { 2 * $0 }
            var found = (solve: 0, pullBack: 0)
            // What a solver keeps from call to call is there after the first.
            for _ in 0..<3 {
                let request = BlockRequest(
                    rows: rows, initial: UnsafePointer(initial.pointer), startTimes: starts, outputTimes: times,
                    outputOffsets: offsets)
                try withExtendedLifetime((starts, times, offsets)) {
                    let before = allocations_so_far()
                    try solver.solve(
                        request, parameters: problem.parameters, outputs: outputs.pointer, recording: true)
                    let between = allocations_so_far()
                    solver.pullBack(
                        cotangents.pointer, request: request, parameters: problem.parameters, gradient: &gradient,
                        initialCotangent: initialCotangent.pointer)
                    found = (between - before, allocations_so_far() - between)
                }
            }
            return (found.solve, found.pullBack, solver.statistics(of: 0).accepted)
        }
        var measured = Measurements()
        // With stages computed again, and with some kept.
        for stageMemory in [0, 8 << 20] {
            let few = try count(end: 1, stageMemory: stageMemory)
            let many = try count(end: 200, stageMemory: stageMemory)
            measured.numbers["steps", default: 0] += Double(many.steps - few.steps)
            measured.numbers["allocations_forward", default: 0] += Double(many.solve - few.solve)
            measured.numbers["allocations_backward", default: 0] += Double(many.pullBack - few.pullBack)
        }
        return measured
    }
}
