import Differentiation
import Lanes

/// Dense layers in a row, with one activation between them and none at the end.
public struct MultilayerPerceptron: Sendable {
    /// The layers from input to output.
    public let layers: [Linear]
    /// The activation after every layer but the last.
    public let activation: Activation

    /// Places layers of the given `sizes` (inputs, hidden …, outputs) in `tree` as `name.0`, `name.1`, ….
    public init(
        _ name: String, sizes: [Int], activation: Activation, in tree: inout ParameterTree,
        lastInitializer: Initializer? = nil
    ) {
        precondition(sizes.count >= 2, "a perceptron needs inputs and outputs, got sizes \(sizes)")
        self.activation = activation
        layers = (0..<sizes.count - 1).map { index in
            Linear(
                "\(name).\(index)", inputs: sizes[index], outputs: sizes[index + 1], in: &tree,
                initializer: index == sizes.count - 2 ? lastInitializer : nil)
        }
    }

    /// Records the perceptron applied to `x` `(inputs, lanes)`.
    public func apply(_ x: Value, in program: inout ProgramBuilder) -> Value {
        var value = x
        for (index, layer) in layers.enumerated() {
            value = layer.apply(value, in: &program, activation: index + 1 < layers.count ? activation : .identity)
        }
        return value
    }
}
