import Differentiation
import Lanes

/// The pullback of a step's stages.
extension BlockSolver {
    /// The cotangent of the derivative of stage 0; stage j is `stageStride` elements further on for each j.
    var stageCotangents: UnsafeMutablePointer<Scalar> { programStages.derivativeCotangents }

    /// k̄ = 0, but for the last stage, which starts with what the next step found for its first.
    func clearStageCotangents(lanes: Int) {
        for feature in 0..<features {
            let k = stageCotangents + feature * stride
            for stage in 0..<method.stages - 1 { (k + stage * stageStride).update(repeating: 0, count: lanes) }
            (k + (method.stages - 1) * stageStride).update(
                from: adjoint.slope.pointer + feature * capacity, count: lanes)
            for stage in method.stages..<method.allStages {
                (k + stage * stageStride).update(repeating: 0, count: lanes)
            }
        }
    }

    /// k̄ⱼ += h weightsⱼ ū, `steps` being h.
    @inline(__always)
    func spread(
        _ weights: [Scalar], _ cotangents: UnsafePointer<Scalar>, stride cotangentStride: Int,
        steps: UnsafePointer<Scalar>, lanes: Int
    ) {
        weights.withUnsafeBufferPointer { weights in
            guard let first = weights.baseAddress else { return }
            Scalar.combinePullback(
                h: steps, dy: cotangents, dyStride: cotangentStride, coefficients: first, stages: weights.count,
                dk: stageCotangents, stageStride: stageStride, kStride: stride, features: features, lanes: lanes)
        }
    }

    /// ū = f'(u)ᵀ k̄ of a stage, to which `end`, the cotangent of its state itself, is added; then ȳ₀ += ū, `base` being ȳ₀, and
    /// k̄ᵢ += h weightsᵢ ū.
    @inline(__always)
    func pullBackStage(
        _ stage: Int, end: UnsafePointer<Scalar>? = nil, _ weights: [Scalar], steps: UnsafePointer<Scalar>,
        into base: UnsafeMutablePointer<Scalar>, lanes: Int, _ parameters: UnsafePointer<Scalar>
    ) {
        let program = programStages
        program.field.program.pullBack(program.frame(stage, lanes: lanes), parameters: parameters)
        let u = program.stateCotangents + stage * stageStride
        if let end {
            Scalar.scaleAdd(1, x: end, xStride: capacity, 1, y: u, yStride: stride, features: features, lanes: lanes)
        }
        Scalar.scaleAdd(1, x: u, xStride: stride, 1, y: base, yStride: capacity, features: features, lanes: lanes)
        spread(weights, u, stride: stride, steps: steps, lanes: lanes)
    }

    /// The stages for dense output in reverse.
    func pullBackDenseStages(lanes: Int, _ parameters: UnsafePointer<Scalar>) {
        for (index, weights) in coefficients.denseStages.enumerated().reversed() {
            pullBackStage(
                method.stages + index, weights, steps: clocks.denseStep.pointer, into: adjoint.base.pointer,
                lanes: lanes, parameters)
        }
    }

    /// Stages in reverse. On return `adjoint.state` and `adjoint.slope` are those of the step's start.
    func pullBackStages(lanes: Int, _ parameters: UnsafePointer<Scalar>) {
        let last = method.stages - 1
        // ȳ₀ goes on being collected in `adjoint.base`, which holds the outputs' share.
        for stage in (1...last).reversed() {
            pullBackStage(
                stage, end: stage == last ? UnsafePointer(adjoint.state.pointer) : nil, coefficients.a[stage],
                steps: adjoint.step.pointer, into: adjoint.base.pointer, lanes: lanes, parameters)
        }
        for feature in 0..<features {
            (adjoint.state.pointer + feature * capacity).update(
                from: adjoint.base.pointer + feature * capacity, count: lanes)
            (adjoint.slope.pointer + feature * capacity).update(
                from: stageCotangents + feature * stride, count: lanes)
        }
    }
}
