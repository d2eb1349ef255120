import CLaneKernels

/// A scalar type that lane kernels exist for: `Float` and `Double`.
///
/// Arrays are feature-major: feature `f` of lane `l` is at `base[f * stride + l]`. `lanes` is a multiple of
/// `LaneBlock.width`. What a lane gets depends neither on its position nor on the number of lanes.
public protocol LaneScalar: BinaryFloatingPoint, Sendable {
    /// The table of kernels.
    associatedtype Kernels: Sendable
    /// The kernels of `path`, or `nil` where this processor lacks its instructions.
    static func kernels(for path: LanePath) -> Kernels?
    /// Computes y = activation(W x + b): x `(inputs, lanes)`, y `(outputs, lanes)`, W row-major `(outputs, inputs)`.
    static func affine(
        weights w: UnsafePointer<Self>, bias b: UnsafePointer<Self>?, x: UnsafePointer<Self>, xStride xs: Int,
        y: UnsafeMutablePointer<Self>, yStride ys: Int, inputs: Int, outputs: Int, lanes: Int, activation: Activation
    )
    /// Turns the cotangent of y = activation(p) into that of p, in place, reading y.
    static func activationPullback(
        _ activation: Activation, y: UnsafePointer<Self>, yStride ys: Int, dy: UnsafeMutablePointer<Self>,
        dyStride dys: Int, features: Int, lanes: Int
    )
    /// Computes dx (+)= Wᵀ dy, but for the first `skipped` inputs; where the slope is not that of the identity and
    /// x = slope(p), turns this into the cotangent of p. The slope must be fusable.
    static func affineInputPullback(
        weights w: UnsafePointer<Self>, dy: UnsafePointer<Self>, dyStride dys: Int, dx: UnsafeMutablePointer<Self>,
        dxStride dxs: Int, inputs: Int, skipping skipped: Int, outputs: Int, lanes: Int, accumulate: Bool,
        slope: Activation, x: UnsafePointer<Self>, xStride xs: Int
    )
    /// Adds Σ dy xᵀ and Σ dy, over lanes and groups, to the gradients of W and b.
    ///
    /// Where there is a `scale`, lane l of group g counts `scale[g · scaleStride + l]` times.
    static func affineWeightsPullback(
        dy: UnsafePointer<Self>, dyStride dys: Int, x: UnsafePointer<Self>, xStride xs: Int,
        dWeights dw: UnsafeMutablePointer<Self>, dBias db: UnsafeMutablePointer<Self>?, inputs: Int, outputs: Int,
        lanes: Int, groups: Int, groupStride: Int, scale: UnsafePointer<Self>?, scaleStride: Int
    )
    /// Computes y = activation(x) element by element.
    static func map(
        _ activation: Activation, x: UnsafePointer<Self>, xStride xs: Int, y: UnsafeMutablePointer<Self>,
        yStride ys: Int, features: Int, lanes: Int
    )
    /// Computes dx (+)= dy · silu'(x).
    static func siluPullback(
        x: UnsafePointer<Self>, xStride xs: Int, dy: UnsafePointer<Self>, dyStride dys: Int,
        dx: UnsafeMutablePointer<Self>, dxStride dxs: Int, features: Int, lanes: Int, accumulate: Bool
    )
    /// Computes y = a ∘ b element by element.
    static func binary(
        _ operation: BinaryOperation, a: UnsafePointer<Self>, aStride: Int, b: UnsafePointer<Self>, bStride bs: Int,
        y: UnsafeMutablePointer<Self>, yStride ys: Int, features: Int, lanes: Int
    )
    /// Computes y += a · b element by element.
    static func multiplyAdd(
        a: UnsafePointer<Self>, aStride: Int, b: UnsafePointer<Self>, bStride bs: Int, y: UnsafeMutablePointer<Self>,
        yStride ys: Int, features: Int, lanes: Int
    )
    /// Computes y = alpha x + beta y; with beta = 0, y is not read.
    static func scaleAdd(
        _ alpha: Self, x: UnsafePointer<Self>, xStride xs: Int, _ beta: Self, y: UnsafeMutablePointer<Self>,
        yStride ys: Int, features: Int, lanes: Int
    )
    /// Copies x to y. What lies `next` elements behind x, to be copied later, is brought nearer meanwhile.
    static func copy(
        from x: UnsafePointer<Self>, stride xs: Int, to y: UnsafeMutablePointer<Self>, stride ys: Int, features: Int,
        lanes: Int, next: Int
    )
    /// Computes y = y0 + h Σⱼ cⱼ kⱼ with one h per lane; stage j starts at k + j·stageStride.
    static func combine(
        y0: UnsafePointer<Self>, y0Stride y0s: Int, h: UnsafePointer<Self>, k: UnsafePointer<Self>,
        stageStride ss: Int, kStride ks: Int, coefficients c: UnsafePointer<Self>, stages: Int,
        y: UnsafeMutablePointer<Self>, yStride ys: Int, features: Int, lanes: Int
    )
    /// Computes dkⱼ += h cⱼ dy.
    static func combinePullback(
        h: UnsafePointer<Self>, dy: UnsafePointer<Self>, dyStride dys: Int, coefficients c: UnsafePointer<Self>,
        stages: Int, dk: UnsafeMutablePointer<Self>, stageStride ss: Int, kStride ks: Int, features: Int, lanes: Int
    )
    /// Computes per lane the root mean square over features of h Σⱼ cⱼ kⱼ / (atol + rtol max(|y0|, |y1|)).
    static func errorNorm(
        y0: UnsafePointer<Self>, y1: UnsafePointer<Self>, yStride ys: Int, h: UnsafePointer<Self>,
        k: UnsafePointer<Self>, stageStride ss: Int, kStride ks: Int, coefficients c: UnsafePointer<Self>,
        stages: Int, relative rtol: Self, absolute atol: Self, features: Int, lanes: Int,
        into out: UnsafeMutablePointer<Self>
    )
    /// Computes yₖ = y0 + Σₚ qₚ φₚ(θₖ) of one lane at θₖ = (timesₖ − start) / step: a step's dense output.
    ///
    /// φₚ is θᵖ⁺¹ or, where the basis `alternates`, θ, θ(1 − θ), θ²(1 − θ), ….
    /// Power p of feature f is `q[p · powerStride + f · qStride]`; output k of it goes to `y[k · outputStride + f · yStride]`.
    static func interpolate(
        times: UnsafePointer<Double>, count: Int, start: Double, step: Double, y0: UnsafePointer<Self>, y0Stride: Int,
        q: UnsafePointer<Self>, powerStride: Int, qStride: Int, powers: Int, alternates: Bool,
        y: UnsafeMutablePointer<Self>, outputStride: Int, yStride: Int, features: Int
    )
    /// `interpolate` for `LaneBlock.width` lanes, to the same bits: of lane l the outputs `begin[l] ..< end[l]`, at
    /// `times[offsets[l] + k]`. Output k of feature f goes to `y[k · outputStride + f · yStride + l]`; the others stay as they
    /// are, but are written.
    static func interpolateGroup(
        times: UnsafePointer<Double>, offsets: UnsafePointer<Int>, begin: UnsafePointer<Int>, end: UnsafePointer<Int>,
        start: UnsafePointer<Double>, step: UnsafePointer<Double>, y0: UnsafePointer<Self>, y0Stride: Int,
        q: UnsafePointer<Self>, powerStride: Int, qStride: Int, powers: Int, alternates: Bool,
        y: UnsafeMutablePointer<Self>, outputStride: Int, yStride: Int, features: Int
    )
    /// Pulls `interpolate` back: dy0 += Σₖ gₖ, dqₚ += Σₖ gₖ φₚ(θₖ); at most 8 powers.
    static func interpolatePullback(
        times: UnsafePointer<Double>, count: Int, start: Double, step: Double, g: UnsafePointer<Self>,
        outputStride: Int, gStride: Int, dy0: UnsafeMutablePointer<Self>, dy0Stride: Int,
        dq: UnsafeMutablePointer<Self>, powerStride: Int, dqStride: Int, powers: Int, alternates: Bool, features: Int
    )
    /// Pulls `interpolateGroup` back, to the same bits as `interpolatePullback`.
    static func interpolateGroupPullback(
        times: UnsafePointer<Double>, offsets: UnsafePointer<Int>, begin: UnsafePointer<Int>, end: UnsafePointer<Int>,
        start: UnsafePointer<Double>, step: UnsafePointer<Double>, g: UnsafePointer<Self>, outputStride: Int,
        gStride: Int, dy0: UnsafeMutablePointer<Self>, dy0Stride: Int, dq: UnsafeMutablePointer<Self>,
        powerStride: Int, dqStride: Int, powers: Int, alternates: Bool, features: Int
    )
    /// Computes n = tanh(a + r c) and y = (1 − z) n + z h, all `(features, lanes)` with one stride.
    static func gatedUpdate(
        z: UnsafePointer<Self>, a: UnsafePointer<Self>, r: UnsafePointer<Self>, c: UnsafePointer<Self>,
        h: UnsafePointer<Self>, n: UnsafeMutablePointer<Self>, y: UnsafeMutablePointer<Self>, stride: Int,
        features: Int, lanes: Int
    )
    /// Pulls `gatedUpdate` back; bit i of `accumulates` adds to the cotangent of input i of (z, a, r, c, h).
    static func gatedUpdatePullback(
        z: UnsafePointer<Self>, r: UnsafePointer<Self>, c: UnsafePointer<Self>, h: UnsafePointer<Self>,
        n: UnsafePointer<Self>, dy: UnsafePointer<Self>, dz: UnsafeMutablePointer<Self>,
        da: UnsafeMutablePointer<Self>, dr: UnsafeMutablePointer<Self>, dc: UnsafeMutablePointer<Self>,
        dh: UnsafeMutablePointer<Self>, stride: Int, features: Int, lanes: Int, accumulates: UInt8
    )
}

extension LaneScalar {
    /// Copies x to y, with nothing to be copied later.
    @inlinable @inline(__always)
    public static func copy(
        from x: UnsafePointer<Self>, stride xs: Int, to y: UnsafeMutablePointer<Self>, stride ys: Int, features: Int,
        lanes: Int
    ) {
        copy(from: x, stride: xs, to: y, stride: ys, features: features, lanes: lanes, next: 0)
    }
}
