import Lanes

extension BlockSolver {
    /// Adds the cotangents of errorWeight · Σ |h| |e| to those of the stages, and the terms to the rows' sums.
    ///
    /// With eᵢ = h Σⱼ errorⱼ kⱼ and |e| = √(Σ eᵢ² / n) over the n judged features: ēᵢ = errorWeight |h| eᵢ / (n |e|), and
    /// k̄ⱼ += h errorⱼ ē. Step sizes are constants, as in the rest of the discrete adjoint. Where e vanishes, so does ē.
    func pullBackErrors(active: Int, lanes: Int) {
        let errors = adjoint.errors
        errors.grow(to: features * capacity)
        coefficients.error.withUnsafeBufferPointer { weights in
            guard let first = weights.baseAddress else { return }
            Scalar.combine(
                y0: zeros.pointer, y0Stride: capacity, h: adjoint.step.pointer, k: stages, stageStride: stageStride,
                kStride: stride, coefficients: first, stages: weights.count, y: errors.pointer, yStride: capacity,
                features: features, lanes: lanes)
            let judged = memory.judgedFeatures
            for lane in 0..<lanes {
                var square = 0.0
                for feature in 0..<judged {
                    let error = Double(errors.pointer[feature * capacity + lane])
                    square += error * error
                }
                let size = (square / Double(judged)).squareRoot()
                let step = lane < active ? abs(Double(adjoint.step.pointer[lane])) : 0
                if lane < active { records.errorSum[adjoint.rowOfLane[lane]] += step * size }
                let factor = size > 0 ? errorWeight * step / (Double(judged) * size) : 0
                for feature in 0..<features {
                    let place = errors.pointer + feature * capacity + lane
                    place.pointee = feature < judged ? Scalar(factor * Double(place.pointee)) : 0
                }
            }
            spread(
                coefficients.error, errors.pointer, stride: capacity, steps: adjoint.step.pointer, lanes: lanes)
        }
    }
}
