import Lanes

/// The operations a program can hold. One line here, one file in `Operations`.
enum Operation: UInt8, Sendable {
    case affine
    case activate
    case add
    case subtract
    case multiply
    case divide
    case scale
    case squareRoot
    case sine
    case cosine
    case copy
    case sumFeatures
    case broadcastParameter
    case gatedUpdate
}

/// One step of a program: plain numbers, so that replaying a list of them touches no reference count.
struct Instruction: Sendable {
    /// What is done.
    var operation: Operation
    /// First features of up to five inputs.
    var inputs: (Int, Int, Int, Int, Int) = (-1, -1, -1, -1, -1)
    /// Number of inputs in use.
    var inputCount = 0
    /// Features of each input; equal to `features` unless the operation says otherwise.
    var inputFeatures = 0
    /// First feature of the result.
    var output = 0
    /// Features of the result.
    var features = 0
    /// First feature of what forward keeps for the pullback, or -1.
    var kept = -1
    /// Offset of the weights in the parameter vector, or -1.
    var weights = -1
    /// Offset of the bias in the parameter vector, or -1.
    var bias = -1
    /// Activation fused into the operation.
    var activation = Activation.identity
    /// Factor of `scale`.
    var factor = 1.0
    /// Offset of `scale`.
    var offset = 0.0
    /// Bit `i`: the pullback adds to the cotangent of input `i` instead of writing it.
    var accumulates: UInt8 = 0

    /// Bit `i`: input `i` is not differentiated.
    var constants: UInt8 = 0
    /// Leading features of the only input that are not differentiated.
    var constantFeatures = 0
    /// Activation of the layer whose result the only input is, where this pullback turns the input's cotangent into that of
    /// the layer's pre-activation; else the identity.
    var inputSlope = Activation.identity
    /// True if the operation that reads this layer has already multiplied by the activation's derivative; this layer then
    /// skips that step.
    var isSlopeTaken = false
    /// `inputSlope` and `isSlopeTaken` of a pullback that carries from frame to frame.
    var carriedSlope = Activation.identity
    var isSlopeCarried = false
    /// Whether the result depends on neither parameters nor inputs that are differentiated.
    var isConstant = false

    /// First feature of input `index`.
    func input(_ index: Int) -> Int {
        switch index {
        case 0: inputs.0
        case 1: inputs.1
        case 2: inputs.2
        case 3: inputs.3
        default: inputs.4
        }
    }

    /// Whether the pullback adds to the cotangent of input `index`.
    func addsToCotangent(ofInput index: Int) -> Bool { accumulates & (1 << index) != 0 }

    /// Whether the pullback leaves the cotangent of input `index` alone.
    func skipsCotangent(ofInput index: Int) -> Bool { constants & (1 << index) != 0 }
}
