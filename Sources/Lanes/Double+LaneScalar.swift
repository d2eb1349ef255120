import CLaneKernels

/// The kernels of the instruction set in use.
@usableFromInline let currentDoubleKernels: lane_kernels_f64 = {
    guard let kernels = lane_kernels_f64_for(LanePath.current.rawValue) else {
        preconditionFailure("no kernels for \(LanePath.current)")
    }
    return kernels.pointee
}()

extension Double: LaneScalar {
    @inlinable
    public static func affine(
        weights w: UnsafePointer<Double>, bias b: UnsafePointer<Double>?, x: UnsafePointer<Double>, xStride xs: Int,
        y: UnsafeMutablePointer<Double>, yStride ys: Int, inputs: Int, outputs: Int, lanes: Int,
        activation: Activation
    ) {
        currentDoubleKernels.affine(w, b, x, xs, y, ys, inputs, outputs, lanes, activation.code)
    }

    @inlinable
    public static func activationPullback(
        _ activation: Activation, y: UnsafePointer<Double>, yStride ys: Int, dy: UnsafeMutablePointer<Double>,
        dyStride dys: Int, features: Int, lanes: Int
    ) {
        currentDoubleKernels.activation_pull(activation.code, y, ys, dy, dys, features, lanes)
    }

    @inlinable
    public static func affineInputPullback(
        weights w: UnsafePointer<Double>, dy: UnsafePointer<Double>, dyStride dys: Int,
        dx: UnsafeMutablePointer<Double>,
        dxStride dxs: Int, inputs: Int, skipping skipped: Int, outputs: Int, lanes: Int, accumulate: Bool,
        slope: Activation, x: UnsafePointer<Double>, xStride xs: Int
    ) {
        currentDoubleKernels.affine_pull_input(
            w, dy, dys, dx, dxs, inputs, skipped, outputs, lanes, accumulate ? 1 : 0, slope.code, x, xs)
    }

    @inlinable
    public static func affineWeightsPullback(
        dy: UnsafePointer<Double>, dyStride dys: Int, x: UnsafePointer<Double>, xStride xs: Int,
        dWeights dw: UnsafeMutablePointer<Double>, dBias db: UnsafeMutablePointer<Double>?, inputs: Int, outputs: Int,
        lanes: Int, groups: Int, groupStride: Int, scale: UnsafePointer<Double>?, scaleStride: Int
    ) {
        currentDoubleKernels.affine_pull_weights(
            dy, dys, x, xs, dw, db, inputs, outputs, lanes, groups, groupStride, scale, scaleStride)
    }

    @inlinable
    public static func map(
        _ activation: Activation, x: UnsafePointer<Double>, xStride xs: Int, y: UnsafeMutablePointer<Double>,
        yStride ys: Int, features: Int, lanes: Int
    ) {
        currentDoubleKernels.map(activation.code, x, xs, y, ys, features, lanes)
    }

    @inlinable
    public static func siluPullback(
        x: UnsafePointer<Double>, xStride xs: Int, dy: UnsafePointer<Double>, dyStride dys: Int,
        dx: UnsafeMutablePointer<Double>, dxStride dxs: Int, features: Int, lanes: Int, accumulate: Bool
    ) {
        currentDoubleKernels.silu_pull(x, xs, dy, dys, dx, dxs, features, lanes, accumulate ? 1 : 0)
    }

    @inlinable
    public static func binary(
        _ operation: BinaryOperation, a: UnsafePointer<Double>, aStride: Int, b: UnsafePointer<Double>,
        bStride bs: Int, y: UnsafeMutablePointer<Double>, yStride ys: Int, features: Int, lanes: Int
    ) {
        currentDoubleKernels.binary(Int32(operation.rawValue), a, aStride, b, bs, y, ys, features, lanes)
    }

    @inlinable
    public static func multiplyAdd(
        a: UnsafePointer<Double>, aStride: Int, b: UnsafePointer<Double>, bStride bs: Int,
        y: UnsafeMutablePointer<Double>, yStride ys: Int, features: Int, lanes: Int
    ) {
        currentDoubleKernels.multiply_add(a, aStride, b, bs, y, ys, features, lanes)
    }

    @inlinable
    public static func scaleAdd(
        _ alpha: Double, x: UnsafePointer<Double>, xStride xs: Int, _ beta: Double, y: UnsafeMutablePointer<Double>,
        yStride ys: Int, features: Int, lanes: Int
    ) {
        currentDoubleKernels.scale_add(alpha, x, xs, beta, y, ys, features, lanes)
    }

    @inlinable
    public static func copy(
        from x: UnsafePointer<Double>, stride xs: Int, to y: UnsafeMutablePointer<Double>, stride ys: Int,
        features: Int,
        lanes: Int, next: Int
    ) {
        currentDoubleKernels.copy(x, xs, y, ys, features, lanes, next)
    }

    @inlinable
    public static func combine(
        y0: UnsafePointer<Double>, y0Stride y0s: Int, h: UnsafePointer<Double>, k: UnsafePointer<Double>,
        stageStride ss: Int, kStride ks: Int, coefficients c: UnsafePointer<Double>, stages: Int,
        y: UnsafeMutablePointer<Double>, yStride ys: Int, features: Int, lanes: Int
    ) {
        currentDoubleKernels.combine(y0, y0s, h, k, ss, ks, c, stages, y, ys, features, lanes)
    }

    @inlinable
    public static func combinePullback(
        h: UnsafePointer<Double>, dy: UnsafePointer<Double>, dyStride dys: Int, coefficients c: UnsafePointer<Double>,
        stages: Int, dk: UnsafeMutablePointer<Double>, stageStride ss: Int, kStride ks: Int, features: Int, lanes: Int
    ) {
        currentDoubleKernels.combine_pull(h, dy, dys, c, stages, dk, ss, ks, features, lanes)
    }

    @inlinable
    public static func errorNorm(
        y0: UnsafePointer<Double>, y1: UnsafePointer<Double>, yStride ys: Int, h: UnsafePointer<Double>,
        k: UnsafePointer<Double>, stageStride ss: Int, kStride ks: Int, coefficients c: UnsafePointer<Double>,
        stages: Int, relative rtol: Double, absolute atol: Double, features: Int, lanes: Int,
        into out: UnsafeMutablePointer<Double>
    ) {
        currentDoubleKernels.error_norm(y0, y1, ys, h, k, ss, ks, c, stages, rtol, atol, features, lanes, out)
    }

    @inlinable
    public static func interpolate(
        times: UnsafePointer<Double>, count: Int, start: Double, step: Double, y0: UnsafePointer<Double>, y0Stride: Int,
        q: UnsafePointer<Double>, powerStride: Int, qStride: Int, powers: Int, alternates: Bool,
        y: UnsafeMutablePointer<Double>, outputStride: Int, yStride: Int, features: Int
    ) {
        currentDoubleKernels.interpolate(
            times, count, start, step, y0, y0Stride, q, powerStride, qStride, powers,
            alternates ? 1 : 0, y, outputStride, yStride, features)
    }

    @inlinable
    public static func interpolateGroup(
        times: UnsafePointer<Double>, offsets: UnsafePointer<Int>, begin: UnsafePointer<Int>, end: UnsafePointer<Int>,
        start: UnsafePointer<Double>, step: UnsafePointer<Double>, y0: UnsafePointer<Double>, y0Stride: Int,
        q: UnsafePointer<Double>, powerStride: Int, qStride: Int, powers: Int, alternates: Bool,
        y: UnsafeMutablePointer<Double>, outputStride: Int, yStride: Int, features: Int
    ) {
        currentDoubleKernels.interpolate_group(
            times, offsets, begin, end, start, step, y0, y0Stride, q, powerStride, qStride, powers,
            alternates ? 1 : 0, y, outputStride, yStride, features)
    }

    @inlinable
    public static func interpolatePullback(
        times: UnsafePointer<Double>, count: Int, start: Double, step: Double, g: UnsafePointer<Double>,
        outputStride: Int, gStride: Int, dy0: UnsafeMutablePointer<Double>, dy0Stride: Int,
        dq: UnsafeMutablePointer<Double>, powerStride: Int, dqStride: Int, powers: Int, alternates: Bool, features: Int
    ) {
        currentDoubleKernels.interpolate_pull(
            times, count, start, step, g, outputStride, gStride, dy0, dy0Stride, dq, powerStride, dqStride, powers,
            alternates ? 1 : 0, features)
    }

    @inlinable
    public static func interpolateGroupPullback(
        times: UnsafePointer<Double>, offsets: UnsafePointer<Int>, begin: UnsafePointer<Int>, end: UnsafePointer<Int>,
        start: UnsafePointer<Double>, step: UnsafePointer<Double>, g: UnsafePointer<Double>, outputStride: Int,
        gStride: Int, dy0: UnsafeMutablePointer<Double>, dy0Stride: Int, dq: UnsafeMutablePointer<Double>,
        powerStride: Int, dqStride: Int, powers: Int, alternates: Bool, features: Int
    ) {
        currentDoubleKernels.interpolate_group_pull(
            times, offsets, begin, end, start, step, g, outputStride, gStride, dy0, dy0Stride, dq, powerStride,
            dqStride, powers, alternates ? 1 : 0, features)
    }

    @inlinable
    public static func gatedUpdate(
        z: UnsafePointer<Double>, a: UnsafePointer<Double>, r: UnsafePointer<Double>, c: UnsafePointer<Double>,
        h: UnsafePointer<Double>, n: UnsafeMutablePointer<Double>, y: UnsafeMutablePointer<Double>, stride: Int,
        features: Int, lanes: Int
    ) {
        currentDoubleKernels.gated_update(z, a, r, c, h, n, y, stride, features, lanes)
    }

    @inlinable
    public static func gatedUpdatePullback(
        z: UnsafePointer<Double>, r: UnsafePointer<Double>, c: UnsafePointer<Double>, h: UnsafePointer<Double>,
        n: UnsafePointer<Double>, dy: UnsafePointer<Double>, dz: UnsafeMutablePointer<Double>,
        da: UnsafeMutablePointer<Double>, dr: UnsafeMutablePointer<Double>, dc: UnsafeMutablePointer<Double>,
        dh: UnsafeMutablePointer<Double>, stride: Int, features: Int, lanes: Int, accumulates: UInt8
    ) {
        currentDoubleKernels.gated_update_pull(
            z, r, c, h, n, dy, dz, da, dr, dc, dh, stride, features, lanes, Int32(accumulates))
    }
}
