import Differentiation
import Lanes

/// Dense layers in sequence, with an activation after each but the last.
public struct MultilayerPerceptron: Sendable {
    /// The layers, from input to output.
    public let layers: [Linear]
    /// The activation after every layer but the last.
    public let activation: Activation

    /// Creates layers and adds their arrays to `tree` under `name.0`, `name.1`, ….
    ///
    /// - Parameters:
    ///   - sizes: the numbers of features from input to output: two at least.
    ///   - lastInitializer: of the last layer; as for the others by default.
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

    /// Records the perceptron in `program`.
    ///
    /// - Parameter x: `(inputs, lanes)`.
    /// - Returns: `(outputs, lanes)`.
    public func apply(_ x: Value, in program: inout ProgramBuilder) -> Value {
        var value = x
        for (index, layer) in layers.enumerated() {
            value = layer.apply(value, in: &program, activation: index + 1 < layers.count ? activation : .identity)
        }
        return value
    }
}
