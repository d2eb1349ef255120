/// The distribution of observations that a fit is asked for.
public enum LikelihoodChoice: Sendable, Hashable {
    /// For each channel what its data suggest: logarithms where values are positive and clearly skewed; trained under Student's t,
    /// which outliers pull less; afterwards Gaussian or Student's t, whichever explains the validation data better.
    case auto
    /// One distribution for every channel.
    case named(ObservationLikelihood)

    /// Gaussian for every channel.
    public static let gaussian = LikelihoodChoice.named(.gaussian)
    /// Student's t with four degrees of freedom for every channel.
    public static let studentT = LikelihoodChoice.named(.studentT)
    /// Log-normal for every channel; every value must be positive.
    public static let logNormal = LikelihoodChoice.named(.logNormal)

    /// The distribution of the model's numbers (values or their transforms) that training maximises.
    var training: ObservationLikelihood {
        switch self {
        case .auto: .studentT
        case .named(let likelihood): ObservationLikelihood(likelihood.distribution.transformed)
        }
    }

    /// Those among which the validation data choose once the model is trained, the one of the training first.
    var candidates: [ObservationLikelihood] {
        switch self {
        case .auto: [.studentT, .gaussian]
        case .named: [training]
        }
    }
}

extension LikelihoodChoice: RawRepresentable, CaseIterable, Codable, CustomStringConvertible {
    /// `auto`, then every distribution of the list.
    public static let allCases: [LikelihoodChoice] =
        [.auto] + ObservationLikelihood.allCases.map { LikelihoodChoice.named($0) }

    /// The choice called `rawValue`, or `nil` where there is none.
    public init?(rawValue: String) {
        guard let found = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = found
    }

    /// Its name.
    public var rawValue: String {
        switch self {
        case .auto: "auto"
        case .named(let likelihood): likelihood.rawValue
        }
    }

    public var description: String { rawValue }
}
