import Differentiation
import Lanes

/// A dense layer, `activation(W x + b)`.
public struct Linear: Sendable {
    /// Features in.
    public let inputs: Int
    /// Features out.
    public let outputs: Int
    let weights: Int
    let bias: Int

    /// Places a layer's `weight` `(outputs, inputs)` and `bias` `(outputs)` in `tree` under `name`.
    public init(
        _ name: String, inputs: Int, outputs: Int, in tree: inout ParameterTree, initializer: Initializer? = nil
    ) {
        self.inputs = inputs
        self.outputs = outputs
        let initializer = initializer ?? .fan(in: inputs)
        weights = tree.add(name + ".weight", shape: [outputs, inputs], initializer: initializer)
        bias = tree.add(name + ".bias", shape: [outputs], initializer: initializer)
    }

    /// Records the layer applied to `x` `(inputs, lanes)`.
    public func apply(
        _ x: Value, in program: inout ProgramBuilder, activation: Activation = .identity
    ) -> Value {
        precondition(x.features == inputs, "layer of \(inputs) inputs applied to \(x.features) features")
        return program.affine(x, weights: weights, bias: bias, features: outputs, activation: activation)
    }
}
