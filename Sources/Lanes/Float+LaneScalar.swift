import CLaneKernels

/// The kernels of the instruction set in use.
@usableFromInline let currentFloatKernels: lane_kernels_f32 = {
    guard let kernels = lane_kernels_f32_for(LanePath.current.rawValue) else {
        preconditionFailure("no kernels for \(LanePath.current)")
    }
    return kernels.pointee
}()

extension Float: LaneScalar {
    @inlinable
    public static func affine(
        weights w: UnsafePointer<Float>, bias b: UnsafePointer<Float>?, x: UnsafePointer<Float>, xStride xs: Int,
        y: UnsafeMutablePointer<Float>, yStride ys: Int, inputs: Int, outputs: Int, lanes: Int, activation: Activation
    ) {
        currentFloatKernels.affine(w, b, x, xs, y, ys, inputs, outputs, lanes, activation.code)
    }

    @inlinable
    public static func activationPullback(
        _ activation: Activation, y: UnsafePointer<Float>, yStride ys: Int, dy: UnsafeMutablePointer<Float>,
        dyStride dys: Int, features: Int, lanes: Int
    ) {
        currentFloatKernels.activation_pull(activation.code, y, ys, dy, dys, features, lanes)
    }

    @inlinable
    public static func affineInputPullback(
        weights w: UnsafePointer<Float>, dy: UnsafePointer<Float>, dyStride dys: Int, dx: UnsafeMutablePointer<Float>,
        dxStride dxs: Int, inputs: Int, skipping skipped: Int, outputs: Int, lanes: Int, accumulate: Bool,
        slope: Activation, x: UnsafePointer<Float>, xStride xs: Int
    ) {
        currentFloatKernels.affine_pull_input(
            w, dy, dys, dx, dxs, inputs, skipped, outputs, lanes, accumulate ? 1 : 0, slope.code, x, xs)
    }

    @inlinable
    public static func affineWeightsPullback(
        dy: UnsafePointer<Float>, dyStride dys: Int, x: UnsafePointer<Float>, xStride xs: Int,
        dWeights dw: UnsafeMutablePointer<Float>, dBias db: UnsafeMutablePointer<Float>?, inputs: Int, outputs: Int,
        lanes: Int, groups: Int, groupStride: Int, scale: UnsafePointer<Float>?, scaleStride: Int
    ) {
        currentFloatKernels.affine_pull_weights(
            dy, dys, x, xs, dw, db, inputs, outputs, lanes, groups, groupStride, scale, scaleStride)
    }

    @inlinable
    public static func map(
        _ activation: Activation, x: UnsafePointer<Float>, xStride xs: Int, y: UnsafeMutablePointer<Float>,
        yStride ys: Int, features: Int, lanes: Int
    ) {
        currentFloatKernels.map(activation.code, x, xs, y, ys, features, lanes)
    }

    @inlinable
    public static func siluPullback(
        x: UnsafePointer<Float>, xStride xs: Int, dy: UnsafePointer<Float>, dyStride dys: Int,
        dx: UnsafeMutablePointer<Float>, dxStride dxs: Int, features: Int, lanes: Int, accumulate: Bool
    ) {
        currentFloatKernels.silu_pull(x, xs, dy, dys, dx, dxs, features, lanes, accumulate ? 1 : 0)
    }

    @inlinable
    public static func binary(
        _ operation: BinaryOperation, a: UnsafePointer<Float>, aStride: Int, b: UnsafePointer<Float>, bStride bs: Int,
        y: UnsafeMutablePointer<Float>, yStride ys: Int, features: Int, lanes: Int
    ) {
        currentFloatKernels.binary(Int32(operation.rawValue), a, aStride, b, bs, y, ys, features, lanes)
    }

    @inlinable
    public static func multiplyAdd(
        a: UnsafePointer<Float>, aStride: Int, b: UnsafePointer<Float>, bStride bs: Int,
        y: UnsafeMutablePointer<Float>, yStride ys: Int, features: Int, lanes: Int
    ) {
        currentFloatKernels.multiply_add(a, aStride, b, bs, y, ys, features, lanes)
    }

    @inlinable
    public static func scaleAdd(
        _ alpha: Float, x: UnsafePointer<Float>, xStride xs: Int, _ beta: Float, y: UnsafeMutablePointer<Float>,
        yStride ys: Int, features: Int, lanes: Int
    ) {
        currentFloatKernels.scale_add(alpha, x, xs, beta, y, ys, features, lanes)
    }

    @inlinable
    public static func copy(
        from x: UnsafePointer<Float>, stride xs: Int, to y: UnsafeMutablePointer<Float>, stride ys: Int, features: Int,
        lanes: Int, next: Int
    ) {
        currentFloatKernels.copy(x, xs, y, ys, features, lanes, next)
    }

    @inlinable
    public static func combine(
        y0: UnsafePointer<Float>, y0Stride y0s: Int, h: UnsafePointer<Float>, k: UnsafePointer<Float>,
        stageStride ss: Int, kStride ks: Int, coefficients c: UnsafePointer<Float>, stages: Int,
        y: UnsafeMutablePointer<Float>, yStride ys: Int, features: Int, lanes: Int
    ) {
        currentFloatKernels.combine(y0, y0s, h, k, ss, ks, c, stages, y, ys, features, lanes)
    }

    @inlinable
    public static func combinePullback(
        h: UnsafePointer<Float>, dy: UnsafePointer<Float>, dyStride dys: Int, coefficients c: UnsafePointer<Float>,
        stages: Int, dk: UnsafeMutablePointer<Float>, stageStride ss: Int, kStride ks: Int, features: Int, lanes: Int
    ) {
        currentFloatKernels.combine_pull(h, dy, dys, c, stages, dk, ss, ks, features, lanes)
    }

    @inlinable
    public static func errorNorm(
        y0: UnsafePointer<Float>, y1: UnsafePointer<Float>, yStride ys: Int, h: UnsafePointer<Float>,
        k: UnsafePointer<Float>, stageStride ss: Int, kStride ks: Int, coefficients c: UnsafePointer<Float>,
        stages: Int, relative rtol: Float, absolute atol: Float, features: Int, lanes: Int,
        into out: UnsafeMutablePointer<Float>
    ) {
        currentFloatKernels.error_norm(y0, y1, ys, h, k, ss, ks, c, stages, rtol, atol, features, lanes, out)
    }

    @inlinable
    public static func interpolate(
        times: UnsafePointer<Double>, count: Int, start: Double, step: Double, y0: UnsafePointer<Float>, y0Stride: Int,
        q: UnsafePointer<Float>, powerStride: Int, qStride: Int, powers: Int, alternates: Bool,
        y: UnsafeMutablePointer<Float>, outputStride: Int, yStride: Int, features: Int
    ) {
        currentFloatKernels.interpolate(
            times, count, start, step, y0, y0Stride, q, powerStride, qStride, powers,
            alternates ? 1 : 0, y, outputStride, yStride, features)
    }

    @inlinable
    public static func interpolateGroup(
        times: UnsafePointer<Double>, offsets: UnsafePointer<Int>, begin: UnsafePointer<Int>, end: UnsafePointer<Int>,
        start: UnsafePointer<Double>, step: UnsafePointer<Double>, y0: UnsafePointer<Float>, y0Stride: Int,
        q: UnsafePointer<Float>, powerStride: Int, qStride: Int, powers: Int, alternates: Bool,
        y: UnsafeMutablePointer<Float>, outputStride: Int, yStride: Int, features: Int
    ) {
        currentFloatKernels.interpolate_group(
            times, offsets, begin, end, start, step, y0, y0Stride, q, powerStride, qStride, powers,
            alternates ? 1 : 0, y, outputStride, yStride, features)
    }

    @inlinable
    public static func interpolatePullback(
        times: UnsafePointer<Double>, count: Int, start: Double, step: Double, g: UnsafePointer<Float>,
        outputStride: Int, gStride: Int, dy0: UnsafeMutablePointer<Float>, dy0Stride: Int,
        dq: UnsafeMutablePointer<Float>, powerStride: Int, dqStride: Int, powers: Int, alternates: Bool, features: Int
    ) {
        currentFloatKernels.interpolate_pull(
            times, count, start, step, g, outputStride, gStride, dy0, dy0Stride, dq, powerStride, dqStride, powers,
            alternates ? 1 : 0, features)
    }

    @inlinable
    public static func interpolateGroupPullback(
        times: UnsafePointer<Double>, offsets: UnsafePointer<Int>, begin: UnsafePointer<Int>, end: UnsafePointer<Int>,
        start: UnsafePointer<Double>, step: UnsafePointer<Double>, g: UnsafePointer<Float>, outputStride: Int,
        gStride: Int, dy0: UnsafeMutablePointer<Float>, dy0Stride: Int, dq: UnsafeMutablePointer<Float>,
        powerStride: Int, dqStride: Int, powers: Int, alternates: Bool, features: Int
    ) {
        currentFloatKernels.interpolate_group_pull(
            times, offsets, begin, end, start, step, g, outputStride, gStride, dy0, dy0Stride, dq, powerStride,
            dqStride, powers, alternates ? 1 : 0, features)
    }

    @inlinable
    public static func gatedUpdate(
        z: UnsafePointer<Float>, a: UnsafePointer<Float>, r: UnsafePointer<Float>, c: UnsafePointer<Float>,
        h: UnsafePointer<Float>, n: UnsafeMutablePointer<Float>, y: UnsafeMutablePointer<Float>, stride: Int,
        features: Int, lanes: Int
    ) {
        currentFloatKernels.gated_update(z, a, r, c, h, n, y, stride, features, lanes)
    }

    @inlinable
    public static func gatedUpdatePullback(
        z: UnsafePointer<Float>, r: UnsafePointer<Float>, c: UnsafePointer<Float>, h: UnsafePointer<Float>,
        n: UnsafePointer<Float>, dy: UnsafePointer<Float>, dz: UnsafeMutablePointer<Float>,
        da: UnsafeMutablePointer<Float>, dr: UnsafeMutablePointer<Float>, dc: UnsafeMutablePointer<Float>,
        dh: UnsafeMutablePointer<Float>, stride: Int, features: Int, lanes: Int, accumulates: UInt8
    ) {
        currentFloatKernels.gated_update_pull(
            z, r, c, h, n, dy, dz, da, dr, dc, dh, stride, features, lanes, Int32(accumulates))
    }
}
