/// What is wrong with the bytes of a stored point process.
public enum EventModelDamage: Sendable, Hashable, CustomStringConvertible {
    /// They are in another format.
    case otherFormat
    /// The number of members of a latent intensity is missing.
    case noMemberCount
    /// These weights are missing or of another size.
    case missingWeights(String)

    public var description: String {
        switch self {
        case .otherFormat: "the file does not hold a point process of this program"
        case .noMemberCount: "the model's file does not say how many members it has"
        case .missingWeights(let name): "the model's file lacks the weights \(name)"
        }
    }
}
