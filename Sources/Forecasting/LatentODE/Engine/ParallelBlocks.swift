import Crew
import DifferentialEquations
import Lanes
import NeuralLayers
import Synchronization

/// Runs blocks on several threads, each with an engine of its own; results are put together in the blocks' order, so the
/// number of threads never changes a bit.
package final class ParallelBlocks<Scalar: LaneScalar> {
    /// The engine of each thread.
    let engines: [LatentODEEngine<Scalar>]
    let crew: WorkCrew
    private var gradients = LaneBuffer<Scalar>(count: 0)
    private let parameterCount: Int

    package init(
        model: LatentODE, capacity: Int, method: ExplicitMethod, control: StepControl,
        options: SolverOptions = SolverOptions(), gradient: GradientMethod = .discrete,
        regularization: FieldRegularization = FieldRegularization(), threads: Int
    ) {
        parameterCount = model.parameters.count
        crew = WorkCrew(threads: threads)
        engines = (0..<crew.threads).map { _ in
            LatentODEEngine(
                model: model, capacity: capacity, method: method, control: control, options: options,
                gradient: gradient, regularization: regularization)
        }
    }

    /// `body` of every stretch of rows below `count`, in order, computed on all threads.
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
        if crew.threads == 1 {
            for index in 0..<count { try body(index, 0) }
            return
        }
        let failures = Mutex<[Int: SolverError]>([:])
        crew.perform(count) { index, thread in
            do throws(SolverError) {
                try body(index, thread)
            } catch {
                failures.withLock { $0[index] = error }
            }
        }
        if let first = failures.withLock({ $0.min { $0.key < $1.key } }) { throw first.value }
    }

    /// Sums of a gradient step.
    package struct Outcome {
        package var logLikelihood = 0.0
        package var divergence = 0.0
        package var forwardEvaluations = 0
        package var backwardEvaluations = 0
        package var kineticEnergy = 0.0
        package var errorEstimates = 0.0
    }

    /// Evaluates blocks and, if wanted, replaces `gradient` by that of
    /// scale · Σ (klWeight · KL − log p) + penaltyScale · Σ (the regularised measures by their weights).
    func step(
        _ blocks: [EpisodeBlock<Scalar>], parameters: [Scalar], scale: Double, klWeight: Double,
        penaltyScale: Double = 0, gradient: inout [Scalar], wantsGradient: Bool = true
    ) throws(SolverError) -> Outcome {
        try step(
            count: blocks.count, parameters: parameters, scale: scale, klWeight: klWeight, penaltyScale: penaltyScale,
            gradient: &gradient, wantsGradient: wantsGradient
        ) { index, _ in blocks[index] }
    }

    /// The same for blocks that are laid out as it goes on.
    ///
    /// - Parameter block: gives the block of an index to a thread, which is done with it when it asks for the next.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func step(
        count: Int, parameters: [Scalar], scale: Double, klWeight: Double, penaltyScale: Double,
        gradient: inout [Scalar], wantsGradient: Bool = true,
        block: (_ index: Int, _ thread: Int) -> EpisodeBlock<Scalar>
    ) throws(SolverError) -> Outcome {
        let size = (parameterCount + 15) / 16 * 16
        if wantsGradient {
            gradients.grow(to: size * count)
            gradients.pointer.update(repeating: 0, count: size * count)
        }
        var results = [LatentODEEngine<Scalar>.Outcome](repeating: .init(), count: count)
        try results.withUnsafeMutableBufferPointer { results throws(SolverError) in
            nonisolated(unsafe) let slots = results
            try parameters.withUnsafeBufferPointer { parameters throws(SolverError) in
                guard let first = parameters.baseAddress else { return }
                try forEach(count) { index, thread throws(SolverError) in
                    slots[index] = try engines[thread].step(
                        block(index, thread), parameters: first, scale: scale, klWeight: klWeight,
                        penaltyScale: penaltyScale, gradient: wantsGradient ? gradients.pointer + index * size : nil)
                }
            }
        }
        if wantsGradient {
            for index in 0..<count where index > 0 {
                Scalar.scaleAdd(
                    1, x: gradients.pointer + index * size, xStride: size, 1, y: gradients.pointer, yStride: size,
                    features: 1, lanes: size)
            }
            let sum = gradients.pointer
            gradient.withUnsafeMutableBufferPointer { gradient in
                for index in gradient.indices { gradient[index] = count == 0 ? 0 : sum[index] }
            }
        }
        var sum = Outcome()
        for result in results {
            sum.logLikelihood += result.logLikelihood
            sum.divergence += result.divergence
            sum.forwardEvaluations += result.forwardEvaluations
            sum.backwardEvaluations += result.backwardEvaluations
            sum.kineticEnergy += result.kineticEnergy
            sum.errorEstimates += result.errorEstimates
        }
        return sum
    }
}
