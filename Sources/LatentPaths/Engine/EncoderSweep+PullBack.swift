import DifferentialEquations
import Differentiation
import Lanes

extension EncoderSweep {
    /// Backpropagation through the steps of the last run, from `stateCotangent`; adds to `gradient`.
    ///
    /// A chunk at a time: each frame's pullback leaves its state's cotangent where the frame before has its result's; then the
    /// chunk's weight gradients are summed at once. Where frames are not kept, a chunk is first computed again from its first
    /// state.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func pullBack(
        _ history: HistoryBlock<Scalar>, parameters: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>
    ) throws(SolverError) {
        if let drift { return try pullBackDrifting(history, drift, parameters, gradient) }
        let hidden = encoder.hidden
        let iterations = history.iterations
        let unevenly = history.beginsUnevenly
        clearBeginners(history, iterations, of: iterations, unevenly: unevenly, stateCotangent.pointer)
        var end = iterations
        while end > 0 {
            let begin = (end - 1) / chunk * chunk
            let position = keepsFrames ? begin : 0
            if !keepsFrames, end < iterations {
                let size = hidden * capacity
                state(0).update(from: chunkStates.pointer + begin / chunk * size, count: size)
                run(history, begin..<end, of: iterations, at: 0, unevenly: unevenly, parameters)
            }
            let lanes = history.lanes(end - 1, of: iterations)
            let last = frame(position + end - 1 - begin, cotangents: end - 1 - begin, lanes: lanes)
            Scalar.copy(
                from: stateCotangent.pointer, stride: capacity, to: last.cotangent(encoder.result), stride: capacity,
                features: hidden, lanes: lanes)
            if end == iterations {
                Scalar.activationPullback(
                    encoder.program.carriedSlope, y: last.value(encoder.result), yStride: capacity,
                    dy: last.cotangent(encoder.result), dyStride: capacity, features: hidden, lanes: lanes)
            }
            for step in (begin..<end).reversed() {
                let frame = frame(position + step - begin, cotangents: step - begin, lanes: lanes)
                encoder.program.pullBack(frame, parameters: parameters, carries: true)
                clearBeginners(history, step, of: iterations, unevenly: unevenly, frame.cotangent(encoder.state))
            }
            let first = frame(position, lanes: lanes)
            encoder.program.accumulateParameterGradient(
                first, groups: end - begin, groupStride: frameStride, into: gradient)
            Scalar.copy(
                from: first.cotangent(encoder.state), stride: capacity, to: stateCotangent.pointer, stride: capacity,
                features: hidden, lanes: lanes)
            end = begin
        }
    }
}
