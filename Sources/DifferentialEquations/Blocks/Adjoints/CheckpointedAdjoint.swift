import Lanes

/// The discrete adjoint within a given amount of memory: steps are taken again from checkpoints.
///
/// The steps are divided into pieces that fit the tape. Checkpoints between pieces are placed by binomial checkpointing
/// (Griewank, Walther 2000, "revolve"), which repeats the fewest steps for the checkpoints that fit. The gradient equals that of
/// the discrete adjoint up to the order of summation.
package final class CheckpointedAdjoint<Scalar: LaneScalar> {
    /// The solver whose solutions are pulled back.
    package let solver: BlockSolver<Scalar>
    /// Trial steps in a piece.
    package let pieceLength: Int
    /// Checkpoints kept at once, the start included.
    package let checkpoints: Int
    /// Trial steps of the last solve.
    package private(set) var iterations = 0
    /// Trial steps made again by the last pullback.
    package private(set) var repeatedIterations = 0
    /// The most bytes that tape and checkpoints held at once, in use or not.
    package private(set) var peakBytes = 0

    /// The most bytes of checkpoints at once.
    private(set) var peakCheckpointBytes = 0

    private var kept: [SolverSnapshot<Scalar>] = []
    private var startStatistics: [RowStatistics] = []

    /// Prepares to solve and pull back within `budget` bytes for tape and checkpoints: a third for the tape, the rest for
    /// checkpoints, at least one trial step and one checkpoint.
    package init(_ solver: BlockSolver<Scalar>, budget: Int) {
        self.solver = solver
        let step = StepTape<Scalar>.bytesPerIteration(features: solver.features, capacity: solver.capacity)
        let snapshot = SolverSnapshot<Scalar>.bytes(features: solver.features, capacity: solver.capacity)
        pieceLength = max(1, budget / 3 / step)
        checkpoints = max(1, (budget - pieceLength * step) / snapshot)
        solver.tape.reserve(pieceLength)
    }

    /// Solves; what `pullBack` needs is kept. A solution that fits the tape is recorded whole.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func solve(
        _ request: BlockRequest<Scalar>, parameters: UnsafePointer<Scalar>, outputs: UnsafeMutablePointer<Scalar>
    ) throws(SolverError) {
        iterations = 0
        try solver.begin(request, parameters: parameters, outputs: outputs)
        kept = [solver.snapshot(iteration: 0)]
        while solver.active > 0 {
            let isRecorded = iterations < pieceLength
            if iterations == pieceLength { solver.clearTape() }
            try solver.iterate(request, parameters: parameters, outputs: outputs, recording: isRecorded)
            iterations += 1
        }
        note()
    }

    /// Pulls the last solution back; parameters as those of `BlockSolver.pullBack`, but for the outputs, which are written
    /// again as they were.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func pullBack(
        _ outputCotangents: UnsafePointer<Scalar>, request: BlockRequest<Scalar>, parameters: UnsafePointer<Scalar>,
        outputs: UnsafeMutablePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>,
        initialCotangent: UnsafeMutablePointer<Scalar>
    ) throws(SolverError) {
        repeatedIterations = 0
        let statistics = solver.statistics
        solver.beginPullBack(initialCotangent)
        func pullBackTape() {
            solver.pullBackTape(
                outputCotangents, request: request, parameters: parameters, gradient: gradient,
                cotangents: initialCotangent)
        }
        func advance(by count: Int, recording: Bool) throws(SolverError) {
            for _ in 0..<count where solver.active > 0 {
                try solver.iterate(request, parameters: parameters, outputs: outputs, recording: recording)
                repeatedIterations += 1
            }
        }
        /// Pieces `range`, the first of which begins at the last checkpoint kept, with `free` checkpoints, that one included.
        func reverse(_ range: Range<Int>, free: Int) throws(SolverError) {
            guard let start = kept.last else { return }
            solver.restore(start)
            if range.count > 1 {
                let middle = range.lowerBound + BinomialCheckpoints.split(range.count, checkpoints: free)
                try advance(by: (middle - range.lowerBound) * pieceLength, recording: false)
                if middle + 1 < range.upperBound {
                    kept.append(solver.snapshot(iteration: middle * pieceLength))
                    note()
                    try reverse(middle..<range.upperBound, free: free - 1)
                    kept.removeLast()
                } else {
                    try piece()
                }
                try reverse(range.lowerBound..<middle, free: free)
            } else {
                try piece()
            }
        }
        func piece() throws(SolverError) {
            solver.clearTape()
            try advance(by: pieceLength, recording: true)
            note()
            pullBackTape()
        }
        let pieces = (iterations + pieceLength - 1) / pieceLength
        if pieces <= 1 {
            pullBackTape()
        } else {
            try reverse(0..<pieces, free: checkpoints)
        }
        solver.finishPullBack(
            outputCotangents, request: request, parameters: parameters, gradient: gradient,
            initialCotangent: initialCotangent)
        solver.statistics = statistics
    }

    private func note() {
        let checkpointBytes = kept.reduce(0) { $0 + $1.allocatedBytes }
        peakCheckpointBytes = max(peakCheckpointBytes, checkpointBytes)
        peakBytes = max(peakBytes, solver.tape.allocatedBytes + checkpointBytes)
    }
}
