import Differentiation
import Lanes

/// A dense layer, activation(W x + b).
public struct Linear: Sendable {
    /// The number of input features.
    public let inputs: Int
    /// The number of output features.
    public let outputs: Int
    /// Offset of W, row-major `(outputs, inputs)`.
    let weights: Int
    /// Offset of b, `(outputs)`.
    let bias: Int

    /// Creates a layer and adds its arrays to `tree`: `name.weight` `(outputs, inputs)` and `name.bias` `(outputs)`.
    ///
    /// - Parameter initializer: of both arrays; `Initializer.fan(in: inputs)` by default.
    public init(
        _ name: String, inputs: Int, outputs: Int, in tree: inout ParameterTree, initializer: Initializer? = nil
    ) {
        self.inputs = inputs
        self.outputs = outputs
        let initializer = initializer ?? .fan(in: inputs)
        weights = tree.add(name + ".weight", shape: [outputs, inputs], initializer: initializer)
        bias = tree.add(name + ".bias", shape: [outputs], initializer: initializer)
    }

    /// Records the layer in `program`.
    ///
    /// - Parameter x: `(inputs, lanes)`.
    /// - Returns: `(outputs, lanes)`.
    public func apply(
        _ x: Value, in program: inout ProgramBuilder, activation: Activation = .identity
    ) -> Value {
        precondition(x.features == inputs, "layer of \(inputs) inputs applied to \(x.features) features")
        return program.affine(x, weights: weights, bias: bias, features: outputs, activation: activation)
    }
}
