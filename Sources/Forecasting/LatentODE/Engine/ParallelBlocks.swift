import Crew
import DifferentialEquations
import Lanes
import LatentPaths
import NeuralLayers

/// Runs blocks on several threads, one engine per thread. Results are combined in the blocks' order, so the number of threads
/// never changes a bit.
package final class ParallelBlocks<Scalar: LaneScalar> {
    /// The engine of each thread.
    let engines: [LatentODEEngine<Scalar>]
    let crew: WorkCrew
    private let gradients: BlockGradients<Scalar>

    package init(
        model: LatentODE, capacity: Int, method: ExplicitMethod, control: StepControl,
        options: SolverOptions = SolverOptions(), gradient: GradientMethod = .discrete,
        regularization: FieldRegularization = FieldRegularization(), threads: Int
    ) {
        gradients = BlockGradients(parameters: model.parameters.count)
        crew = WorkCrew(threads: threads)
        engines = (0..<crew.threads).map { _ in
            LatentODEEngine(
                model: model, capacity: capacity, method: method, control: control, options: options,
                gradient: gradient, regularization: regularization)
        }
    }

    /// The concatenated results of `body` over consecutive ranges of the rows below `count`, computed on all threads.
    func map<Element>(rows count: Int, _ body: (Range<Int>) -> [Element]) -> [Element] {
        let size = max(1, (count + 8 * crew.threads - 1) / (8 * crew.threads))
        let stretches = (count + size - 1) / size
        var found = [[Element]](repeating: [], count: stretches)
        found.withUnsafeMutableBufferPointer { found in
            nonisolated(unsafe) let slots = found
            crew.perform(stretches) { index, _ in
                slots[index] = body(index * size..<min((index + 1) * size, count))
            }
        }
        return Array(found.joined())
    }

    /// Calls `body` once for each index below `count`, on all threads, with the number of the thread.
    ///
    /// - Throws: what was thrown for the least index.
    func forEach(
        _ count: Int, _ body: (_ index: Int, _ thread: Int) throws(SolverError) -> Void
    ) throws(SolverError) {
        try crew.forEach(count, body)
    }

    /// Evaluates blocks and, if wanted, replaces `gradient` by that of
    /// scale · Σ (klWeight · KL − log p) + penaltyScale · Σ (the regularised measures by their weights).
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func step(
        _ blocks: [EpisodeBlock<Scalar>], parameters: [Scalar], scale: Double, klWeight: Double,
        penaltyScale: Double = 0, gradient: inout [Scalar], wantsGradient: Bool = true
    ) throws(SolverError) -> StepOutcome {
        try step(
            count: blocks.count, parameters: parameters, scale: scale, klWeight: klWeight, penaltyScale: penaltyScale,
            gradient: &gradient, wantsGradient: wantsGradient
        ) { index, _ in blocks[index] }
    }

    /// The same for blocks that are filled on demand.
    ///
    /// - Parameter block: fills and returns the block of an index for a thread, which no longer needs the one it got before.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func step(
        count: Int, parameters: [Scalar], scale: Double, klWeight: Double, penaltyScale: Double,
        gradient: inout [Scalar], wantsGradient: Bool = true,
        block: (_ index: Int, _ thread: Int) -> EpisodeBlock<Scalar>
    ) throws(SolverError) -> StepOutcome {
        if wantsGradient { gradients.begin(blocks: count) }
        var results = [StepOutcome](repeating: StepOutcome(), count: count)
        try results.withUnsafeMutableBufferPointer { results throws(SolverError) in
            nonisolated(unsafe) let slots = results
            try parameters.withUnsafeBufferPointer { parameters throws(SolverError) in
                guard let first = parameters.baseAddress else { return }
                try forEach(count) { index, thread throws(SolverError) in
                    slots[index] = try engines[thread].step(
                        block(index, thread), parameters: first, scale: scale, klWeight: klWeight,
                        penaltyScale: penaltyScale, gradient: wantsGradient ? gradients.gradient(of: index) : nil)
                }
            }
        }
        if wantsGradient { gradients.sum(blocks: count, into: &gradient) }
        var sum = StepOutcome()
        for result in results { sum += result }
        return sum
    }
}
