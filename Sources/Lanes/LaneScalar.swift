/// A scalar type that has lane kernels: `Float` and `Double`.
///
/// A lane array holds `features` × `lanes` numbers, feature-major: feature f of lane l is at `base[f * stride + l]`. A lane is an
/// independent row (a series in a batch), mapped to a lane of the processor's vectors. `lanes` is a multiple of `LaneBlock.width`.
/// The result of a lane depends neither on its position nor on the number of lanes, to the bit.
///
/// Shapes are written `(features, lanes)`; `dx` is the cotangent ∂L/∂x of x; "(+)=" adds if `accumulate` is true, else overwrites.
/// Kernels check nothing: pointers must span the shapes given. They allocate nothing, and are for the solvers and programs that are
/// built on them.
public protocol LaneScalar: BinaryFloatingPoint, Sendable {
    /// Computes y = activation(W x + b): x `(inputs, lanes)`, y `(outputs, lanes)`, W row-major `(outputs, inputs)`, b `(outputs)` or
    /// absent.
    ///
    /// Sums run over the inputs in ascending order, from the bias on. 2 · inputs · outputs · lanes operations.
    static func affine(
        weights w: UnsafePointer<Self>, bias b: UnsafePointer<Self>?, x: UnsafePointer<Self>, xStride xs: Int,
        y: UnsafeMutablePointer<Self>, yStride ys: Int, inputs: Int, outputs: Int, lanes: Int, activation: Activation
    )
    /// Computes dp = dy · activation′(p) in place of dy, for y = activation(p), from y. The activation must be fusable.
    static func activationPullback(
        _ activation: Activation, y: UnsafePointer<Self>, yStride ys: Int, dy: UnsafeMutablePointer<Self>,
        dyStride dys: Int, features: Int, lanes: Int
    )
    /// Computes dx (+)= Wᵀ dy for all but the first `skipped` inputs.
    ///
    /// Where `slope` is not the identity, x = slope(p) and the result is then multiplied by slope′(p): the cotangent of p. The
    /// slope must have `hasFusableSlope`.
    static func affineInputPullback(
        weights w: UnsafePointer<Self>, dy: UnsafePointer<Self>, dyStride dys: Int, dx: UnsafeMutablePointer<Self>,
        dxStride dxs: Int, inputs: Int, skipping skipped: Int, outputs: Int, lanes: Int, accumulate: Bool,
        slope: Activation, x: UnsafePointer<Self>, xStride xs: Int
    )
    /// Computes dW += Σ dy xᵀ and db += Σ dy, summed over the lanes of all groups; group g begins at `g · groupStride`.
    ///
    /// If there is a `scale`, the terms of lane l of group g are multiplied by `scale[g · scaleStride + l]`.
    static func affineWeightsPullback(
        dy: UnsafePointer<Self>, dyStride dys: Int, x: UnsafePointer<Self>, xStride xs: Int,
        dWeights dw: UnsafeMutablePointer<Self>, dBias db: UnsafeMutablePointer<Self>?, inputs: Int, outputs: Int,
        lanes: Int, groups: Int, groupStride: Int, scale: UnsafePointer<Self>?, scaleStride: Int
    )
    /// Computes y = activation(x) of each element.
    static func map(
        _ activation: Activation, x: UnsafePointer<Self>, xStride xs: Int, y: UnsafeMutablePointer<Self>,
        yStride ys: Int, features: Int, lanes: Int
    )
    /// Computes dx (+)= dy · SiLU′(x).
    static func siluPullback(
        x: UnsafePointer<Self>, xStride xs: Int, dy: UnsafePointer<Self>, dyStride dys: Int,
        dx: UnsafeMutablePointer<Self>, dxStride dxs: Int, features: Int, lanes: Int, accumulate: Bool
    )
    /// Computes y = a ∘ b of each pair of elements.
    static func binary(
        _ operation: BinaryOperation, a: UnsafePointer<Self>, aStride: Int, b: UnsafePointer<Self>, bStride bs: Int,
        y: UnsafeMutablePointer<Self>, yStride ys: Int, features: Int, lanes: Int
    )
    /// Computes y += a · b of each pair of elements.
    static func multiplyAdd(
        a: UnsafePointer<Self>, aStride: Int, b: UnsafePointer<Self>, bStride bs: Int, y: UnsafeMutablePointer<Self>,
        yStride ys: Int, features: Int, lanes: Int
    )
    /// Computes y = α x + β y. If β is 0, y is not read.
    static func scaleAdd(
        _ alpha: Self, x: UnsafePointer<Self>, xStride xs: Int, _ beta: Self, y: UnsafeMutablePointer<Self>,
        yStride ys: Int, features: Int, lanes: Int
    )
    /// Copies x to y and prefetches the elements at `x + next`, which a later call will copy.
    static func copy(
        from x: UnsafePointer<Self>, stride xs: Int, to y: UnsafeMutablePointer<Self>, stride ys: Int, features: Int,
        lanes: Int, next: Int
    )
    /// Computes y = y0 + h Σⱼ cⱼ kⱼ, with a step h for each lane; stage kⱼ begins at `k + j · stageStride`. Stages with cⱼ = 0 are not
    /// read.
    static func combine(
        y0: UnsafePointer<Self>, y0Stride y0s: Int, h: UnsafePointer<Self>, k: UnsafePointer<Self>,
        stageStride ss: Int, kStride ks: Int, coefficients c: UnsafePointer<Self>, stages: Int,
        y: UnsafeMutablePointer<Self>, yStride ys: Int, features: Int, lanes: Int
    )
    /// Computes dkⱼ += h cⱼ dy, the pullback of `combine` to the stages.
    static func combinePullback(
        h: UnsafePointer<Self>, dy: UnsafePointer<Self>, dyStride dys: Int, coefficients c: UnsafePointer<Self>,
        stages: Int, dk: UnsafeMutablePointer<Self>, stageStride ss: Int, kStride ks: Int, features: Int, lanes: Int
    )
    /// Computes the scaled error norm of each lane, the root mean square over features of
    /// h Σⱼ cⱼ kⱼ / (atol + rtol max(|y0|, |y1|)); `out` is `(lanes)`.
    static func errorNorm(
        y0: UnsafePointer<Self>, y1: UnsafePointer<Self>, yStride ys: Int, h: UnsafePointer<Self>,
        k: UnsafePointer<Self>, stageStride ss: Int, kStride ks: Int, coefficients c: UnsafePointer<Self>,
        stages: Int, relative rtol: Self, absolute atol: Self, features: Int, lanes: Int,
        into out: UnsafeMutablePointer<Self>
    )
    /// Computes the dense output of a step of one lane: yₖ = y0 + Σₚ qₚ φₚ(θₖ) with θₖ = (timesₖ − start) / step.
    ///
    /// φₚ(θ) is θᵖ⁺¹ or, if the basis `alternates`, θ, θ(1 − θ), θ²(1 − θ), ….
    /// Power p of feature f is `q[p · powerStride + f · qStride]`; output k of it goes to `y[k · outputStride + f · yStride]`.
    static func interpolate(
        times: UnsafePointer<Double>, count: Int, start: Double, step: Double, y0: UnsafePointer<Self>, y0Stride: Int,
        q: UnsafePointer<Self>, powerStride: Int, qStride: Int, powers: Int, alternates: Bool,
        y: UnsafeMutablePointer<Self>, outputStride: Int, yStride: Int, features: Int
    )
    /// Computes the dense output of `LaneBlock.width` lanes, to the same bits as `interpolate`.
    ///
    /// Lane l has the outputs `begin[l] ..< end[l]`, output k at time `times[offsets[l] + k]`. Feature f of it goes to
    /// `y[k · outputStride + f · yStride + l]`. Elements of other outputs between the least `begin` and the greatest `end` are
    /// written with the value that they have.
    static func interpolateGroup(
        times: UnsafePointer<Double>, offsets: UnsafePointer<Int>, begin: UnsafePointer<Int>, end: UnsafePointer<Int>,
        start: UnsafePointer<Double>, step: UnsafePointer<Double>, y0: UnsafePointer<Self>, y0Stride: Int,
        q: UnsafePointer<Self>, powerStride: Int, qStride: Int, powers: Int, alternates: Bool,
        y: UnsafeMutablePointer<Self>, outputStride: Int, yStride: Int, features: Int
    )
    /// Computes the pullback of `interpolate` for cotangents gₖ of yₖ: dy0 += Σₖ gₖ, dqₚ += Σₖ gₖ φₚ(θₖ); at most 8 powers.
    static func interpolatePullback(
        times: UnsafePointer<Double>, count: Int, start: Double, step: Double, g: UnsafePointer<Self>,
        outputStride: Int, gStride: Int, dy0: UnsafeMutablePointer<Self>, dy0Stride: Int,
        dq: UnsafeMutablePointer<Self>, powerStride: Int, dqStride: Int, powers: Int, alternates: Bool, features: Int
    )
    /// Computes the pullback of `interpolateGroup`, to the same bits as `interpolatePullback`.
    static func interpolateGroupPullback(
        times: UnsafePointer<Double>, offsets: UnsafePointer<Int>, begin: UnsafePointer<Int>, end: UnsafePointer<Int>,
        start: UnsafePointer<Double>, step: UnsafePointer<Double>, g: UnsafePointer<Self>, outputStride: Int,
        gStride: Int, dy0: UnsafeMutablePointer<Self>, dy0Stride: Int, dq: UnsafeMutablePointer<Self>,
        powerStride: Int, dqStride: Int, powers: Int, alternates: Bool, features: Int
    )
    /// Computes n = tanh(a + r c) and y = (1 − z) n + z h of a gated recurrent unit, all `(features, lanes)` of one stride.
    static func gatedUpdate(
        z: UnsafePointer<Self>, a: UnsafePointer<Self>, r: UnsafePointer<Self>, c: UnsafePointer<Self>,
        h: UnsafePointer<Self>, n: UnsafeMutablePointer<Self>, y: UnsafeMutablePointer<Self>, stride: Int,
        features: Int, lanes: Int
    )
    /// Computes the pullback of `gatedUpdate`. If bit i of `accumulates` is set, the cotangent of input i of (z, a, r, c, h) is
    /// added to, else overwritten.
    static func gatedUpdatePullback(
        z: UnsafePointer<Self>, r: UnsafePointer<Self>, c: UnsafePointer<Self>, h: UnsafePointer<Self>,
        n: UnsafePointer<Self>, dy: UnsafePointer<Self>, dz: UnsafeMutablePointer<Self>,
        da: UnsafeMutablePointer<Self>, dr: UnsafeMutablePointer<Self>, dc: UnsafeMutablePointer<Self>,
        dh: UnsafeMutablePointer<Self>, stride: Int, features: Int, lanes: Int, accumulates: UInt8
    )
}

extension LaneScalar {
    /// Copies x to y.
    @inlinable @inline(__always)
    public static func copy(
        from x: UnsafePointer<Self>, stride xs: Int, to y: UnsafeMutablePointer<Self>, stride ys: Int, features: Int,
        lanes: Int
    ) {
        copy(from: x, stride: xs, to: y, stride: ys, features: features, lanes: lanes, next: 0)
    }
}
