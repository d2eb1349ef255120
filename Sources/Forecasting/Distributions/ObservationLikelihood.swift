/// An observation distribution by its name, as settings choose it and models store it.
public struct ObservationLikelihood: Sendable {
    package let distribution: any ObservationDistribution.Type

    package init(_ distribution: any ObservationDistribution.Type) { self.distribution = distribution }

    /// Normal.
    public static let gaussian = ObservationLikelihood(Gaussian.self)
    /// Student's t with four degrees of freedom: outliers weigh less.
    public static let studentT = ObservationLikelihood(StudentT.self)
    /// The logarithm is normal; values are positive.
    public static let logNormal = ObservationLikelihood(LogNormal.self)

    /// The values that have a probability.
    public var support: DistributionSupport { distribution.support }
}

extension ObservationLikelihood: CaseIterable {
    /// The list of distributions: a new one is a file in Families and a line here.
    public static let allCases: [ObservationLikelihood] = [
        .gaussian,
        .studentT,
        .logNormal,
    ]
}

extension ObservationLikelihood: RawRepresentable, Codable, Hashable, CustomStringConvertible {
    /// The distribution called `rawValue`, or `nil` where there is none.
    public init?(rawValue: String) {
        guard let found = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = found
    }

    /// Its name.
    public var rawValue: String { distribution.name }

    public var description: String { rawValue }
}
