import Differentiation

/// The distribution of one observation, given the decoder's location and the noise model's scale.
///
/// A type without instances in a file of its own, with a line in `ObservationLikelihood.allCases`. It says how training scores a
/// value (`recordLogDensity`) and what forecasts mix (`Component`); the two must agree, which the contract tests check.
package protocol ObservationDistribution: DistributionLoops {
    /// One draw's distribution as plain numbers.
    associatedtype Component: MixtureComponent

    /// The name by which fits choose it and models store it.
    static var name: String { get }
    /// The values it gives a probability. Data outside of it are refused.
    static var support: DistributionSupport { get }
    /// The parameters it has.
    static var parameters: [DistributionParameter] { get }
    /// True if x ↦ a + b x of a value is distributed alike with the location and the scale mapped the same way. The channel is then
    /// standardised; the values of other distributions reach the model as they are.
    static var isLocationScale: Bool { get }
    /// What values go through before they reach the model.
    static var transform: ChannelTransform { get }
    /// The distribution of the transformed values, which the model is trained with.
    static var transformed: any ObservationDistribution.Type { get }

    /// Records log p(x) of every channel: values as wide as `x`.
    static func recordLogDensity(
        of x: Value, _ parameters: RecordedParameters, in program: inout ProgramBuilder
    ) -> Value
    /// The distribution with these parameters; one without a scale ignores it.
    static func component(location: Double, scale: Double) -> Component
    /// What the scales of `draws` normal components are multiplied by where these stand for the distribution of a logarithm;
    /// `nil` if it has no such mixture, and so cannot be chosen for a channel of logarithms.
    ///
    /// The value is then the exponential of the component, so its tails must be light enough for a mean.
    static func logarithmicScales(draws: Int) -> [Double]?
}

extension ObservationDistribution {
    package static var isLocationScale: Bool { false }
    package static var transform: ChannelTransform { .identity }
    package static var transformed: any ObservationDistribution.Type { Self.self }
    package static func logarithmicScales(draws: Int) -> [Double]? { nil }
}
