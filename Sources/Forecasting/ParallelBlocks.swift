import DifferentialEquations
import Dispatch
import Lanes
import Synchronization

/// Runs blocks on several threads, each with an engine of its own; results are put together in the blocks' order, so the
/// number of threads never changes a bit.
package final class ParallelBlocks<Scalar: LaneScalar> {
    let engines: [LatentODEEngine<Scalar>]
    private var gradients = LaneBuffer<Scalar>(count: 0)
    private let parameterCount: Int

    package init(
        model: LatentODE, capacity: Int, method: ExplicitMethod, control: StepControl,
        options: SolverOptions = SolverOptions(), gradient: GradientMethod = .discrete,
        regularization: FieldRegularization = FieldRegularization(), threads: Int
    ) {
        parameterCount = model.parameters.count
        engines = (0..<max(threads, 1)).map { _ in
            LatentODEEngine(
                model: model, capacity: capacity, method: method, control: control, options: options,
                gradient: gradient, regularization: regularization)
        }
    }

    /// Calls `body`, which cannot fail, once for each index below `count`.
    func forEachBlock(_ count: Int, _ body: (Int, LatentODEEngine<Scalar>) -> Void) {
        do throws(SolverError) {
            try forEach(count) { index, engine throws(SolverError) in body(index, engine) }
        } catch {
            preconditionFailure("nothing was thrown, yet \(error) was caught")
        }
    }

    /// `body` of every stretch of rows below `count`, in order, computed on all threads.
    func map<Element>(rows count: Int, _ body: (Range<Int>) -> [Element]) -> [Element] {
        let size = max(1, (count + 8 * engines.count - 1) / (8 * engines.count))
        let stretches = (count + size - 1) / size
        var found = [[Element]](repeating: [], count: stretches)
        found.withUnsafeMutableBufferPointer { found in
            nonisolated(unsafe) let slots = found
            forEachBlock(stretches) { index, _ in slots[index] = body(index * size..<min((index + 1) * size, count)) }
        }
        return Array(found.joined())
    }

    /// Calls `body` once for each index below `count` with the engine of the thread that took it.
    func forEach(
        _ count: Int, _ body: (Int, LatentODEEngine<Scalar>) throws(SolverError) -> Void
    ) throws(SolverError) {
        if engines.count == 1 || count <= 1 {
            for index in 0..<count { try body(index, engines[0]) }
            return
        }
        let next = Atomic<Int>(0)
        let failures = Mutex<[Int: SolverError]>([:])
        withoutActuallyEscaping(body) { body in
            nonisolated(unsafe) let work = body
            nonisolated(unsafe) let engines = self.engines
            DispatchQueue.concurrentPerform(iterations: min(engines.count, count)) { thread in
                while true {
                    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard index < count else { return }
                    do throws(SolverError) {
                        try work(index, engines[thread])
                    } catch {
                        failures.withLock { $0[index] = error }
                    }
                }
            }
        }
        // The failure of the first block, whichever thread met one first.
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
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func step(
        _ blocks: [EpisodeBlock<Scalar>], parameters: [Scalar], scale: Double, klWeight: Double,
        penaltyScale: Double = 0, gradient: inout [Scalar], wantsGradient: Bool = true
    ) throws(SolverError) -> Outcome {
        let size = (parameterCount + 15) / 16 * 16
        if wantsGradient {
            gradients.grow(to: size * blocks.count)
            gradients.pointer.update(repeating: 0, count: size * blocks.count)
        }
        var results = [LatentODEEngine<Scalar>.Outcome](repeating: .init(), count: blocks.count)
        try results.withUnsafeMutableBufferPointer { results throws(SolverError) in
            nonisolated(unsafe) let slots = results
            try parameters.withUnsafeBufferPointer { parameters throws(SolverError) in
                guard let first = parameters.baseAddress else { return }
                try forEach(blocks.count) { index, engine throws(SolverError) in
                    slots[index] = try engine.step(
                        blocks[index], parameters: first, scale: scale, klWeight: klWeight,
                        penaltyScale: penaltyScale, gradient: wantsGradient ? gradients.pointer + index * size : nil)
                }
            }
        }
        if wantsGradient {
            for block in blocks.indices.dropFirst() {
                Scalar.scaleAdd(
                    1, x: gradients.pointer + block * size, xStride: size, 1, y: gradients.pointer, yStride: size,
                    features: 1, lanes: size)
            }
            let sum = gradients.pointer
            gradient.withUnsafeMutableBufferPointer { gradient in
                for index in gradient.indices { gradient[index] = blocks.isEmpty ? 0 : sum[index] }
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
