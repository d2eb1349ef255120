import Lanes

/// A function of lane arrays, recorded once and replayed: a flat list of operations over one arena.
///
/// The same program serves any number of lanes and both scalar types. Evaluating and pulling back allocate nothing.
public struct Program: Sendable {
    let instructions: [Instruction]
    /// Slots that the caller writes before an evaluation.
    public let inputs: [Slot]
    /// Slots that hold the results.
    public let outputs: [Slot]
    /// Features of the arena.
    public let arenaFeatures: Int
    /// Features from one frame to the next where a result is carried on as the next frame's state; else all.
    public let pitch: Int
    /// Features whose cotangent no pullback writes first.
    let clearedCotangents: [Range<Int>]
    /// Activation of the layer that gives the recurrence's result, where the one that reads its state can multiply the
    /// state's cotangent by the derivative; else the identity.
    public let carriedSlope: Activation
    let slots: [Value: Slot]

    /// The slot of an input or output that the builder handed out as `value`.
    public func slot(_ value: Value) -> Slot {
        guard let slot = slots[value] else {
            fatalError("a value of \(value.features) features that is neither input nor output")
        }
        return slot
    }

    /// Computes every slot from the inputs' values.
    ///
    /// - Parameters:
    ///   - frame: values of the inputs in, of everything out.
    ///   - parameters: the whole parameter vector; weights are row-major `(out, in)`.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    public func evaluate<Scalar: LaneScalar>(_ frame: Frame<Scalar>, parameters: UnsafePointer<Scalar>) {
        instructions.withUnsafeBufferPointer { list in
            for index in list.indices {
                let step = list[index]
                switch step.operation {
                case .affine: step.evaluateAffine(frame, parameters)
                case .activate: step.evaluateActivation(frame)
                case .add: step.evaluateSum(frame)
                case .subtract: step.evaluateDifference(frame)
                case .multiply: step.evaluateProduct(frame)
                case .divide: step.evaluateDivision(frame)
                case .scale: step.evaluateScale(frame)
                case .squareRoot: step.evaluateSquareRoot(frame)
                case .sine: step.evaluateSine(frame)
                case .cosine: step.evaluateCosine(frame)
                case .copy: step.evaluateCopy(frame)
                case .sumFeatures: step.evaluateFeatureSum(frame)
                case .broadcastParameter: step.evaluateBroadcast(frame, parameters)
                case .gatedUpdate: step.evaluateGatedUpdate(frame)
                }
            }
        }
    }

    /// Turns the cotangents of the results into those of the inputs.
    ///
    /// The values are those of an evaluation with the same parameters. The cotangents of affine results are left as
    /// those of their pre-activations: `accumulateParameterGradient` reads them.
    ///
    /// - Parameter carries: whether the cotangents of the recurrence's result and of its state are those of the
    ///   pre-activations, the state being p ↦ `carriedSlope`(p) of the frame before.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    public func pullBack<Scalar: LaneScalar>(
        _ frame: Frame<Scalar>, parameters: UnsafePointer<Scalar>, carries: Bool = false
    ) {
        for range in clearedCotangents {
            for feature in range {
                (frame.cotangents + (feature * frame.stride + frame.column)).update(repeating: 0, count: frame.lanes)
            }
        }
        instructions.withUnsafeBufferPointer { list in
            for index in list.indices.reversed() where !list[index].isConstant {
                let step = list[index]
                switch step.operation {
                case .affine: step.pullBackAffine(frame, parameters, carries: carries)
                case .activate: step.pullBackActivation(frame)
                case .add: step.pullBackSum(frame)
                case .subtract: step.pullBackDifference(frame)
                case .multiply: step.pullBackProduct(frame)
                case .divide: step.pullBackDivision(frame)
                case .scale: step.pullBackScale(frame)
                case .squareRoot: step.pullBackSquareRoot(frame)
                case .sine: step.pullBackSine(frame)
                case .cosine: step.pullBackCosine(frame)
                case .copy: step.pullBackCopy(frame)
                case .sumFeatures: step.pullBackFeatureSum(frame)
                case .broadcastParameter: break
                case .gatedUpdate: step.pullBackGatedUpdate(frame)
                }
            }
        }
    }

    /// Adds the gradient of every parameter, summed over lanes and groups, after `pullBack` of each group.
    ///
    /// - Parameters:
    ///   - frame: the first group.
    ///   - groups: how many groups of `frame.lanes` lanes.
    ///   - groupStride: elements from one group to the next.
    ///   - scale: how often lane l of group g counts, at `scale[g · scaleStride + l]`; `nil` for once.
    ///   - gradient: the whole gradient vector, laid out as the parameters.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    public func accumulateParameterGradient<Scalar: LaneScalar>(
        _ frame: Frame<Scalar>, groups: Int = 1, groupStride: Int = 0, scale: UnsafePointer<Scalar>? = nil,
        scaleStride: Int = 0, into gradient: UnsafeMutablePointer<Scalar>
    ) {
        let groups = Groups(count: groups, stride: groupStride, scale: scale, scaleStride: scaleStride)
        instructions.withUnsafeBufferPointer { list in
            for index in list.indices {
                let step = list[index]
                switch step.operation {
                case .affine: step.accumulateAffine(frame, groups, gradient)
                case .broadcastParameter: step.accumulateBroadcast(frame, groups, gradient)
                default: break
                }
            }
        }
    }
}

/// Groups of lanes over which gradients are summed.
struct Groups<Scalar: LaneScalar> {
    let count: Int
    let stride: Int
    let scale: UnsafePointer<Scalar>?
    let scaleStride: Int
}
