/// The likelihood asked for.
public enum LikelihoodChoice: String, Sendable, Codable, CaseIterable {
    /// Logarithms for channels that are positive and clearly skewed; learned under Student's t, which outliers pull less;
    /// tails as heavy as the validation data show them.
    case auto
    /// Gaussian for every channel.
    case gaussian
    /// Student's t with four degrees of freedom for every channel.
    case studentT = "student-t"
    /// Log-normal for every channel; every value must be positive.
    case logNormal = "log-normal"

    /// The likelihood that training maximises.
    var training: ObservationLikelihood {
        switch self {
        case .auto, .studentT: .studentT
        case .gaussian, .logNormal: .gaussian
        }
    }
}
