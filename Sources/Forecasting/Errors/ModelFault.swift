/// Why stored bytes are not a model.
public enum ModelFault: Sendable, Hashable, CustomStringConvertible {
    /// The file's structure is broken.
    case damaged(reason: String)
    /// The file is whole, but holds no model of this kind.
    case otherFormat(kind: String)
    /// The header has fields that this version does not know, or lacks some.
    case otherVersion
    /// The noise of the channels is not there.
    case noNoise
    /// Weights of this name are not there, or of another size.
    case noWeights(String)

    public var description: String {
        switch self {
        case .damaged(let reason): "the model's bytes are damaged: \(reason)"
        case .otherFormat(let kind): "the file does not hold a model of kind \(kind)"
        case .otherVersion: "the model was fitted by another version of Continuum"
        case .noNoise: "the model's file lacks the noise of its channels"
        case .noWeights(let name): "the model's file lacks the weights \(name)"
        }
    }
}
