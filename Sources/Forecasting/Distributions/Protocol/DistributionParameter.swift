import Differentiation

/// A parameter of an observation distribution, by where it comes from.
package enum DistributionParameter: Sendable, Hashable, CaseIterable {
    /// Any real number, the decoder's output: a location, or a mean on the distribution's link scale (log rate, log odds).
    case location
    /// A positive number σ, the noise model's output: a scale, or whatever else measures the spread around the location.
    case scale
}

/// The parameters of an observation distribution as values of a program, each with one feature a channel.
package struct RecordedParameters {
    /// The location.
    package let location: Value
    /// log σ².
    package let logVariance: Value
    /// σ where it is one constant for all channels; the density then needs no exponential.
    package let fixedScale: Double?

    package init(location: Value, logVariance: Value, fixedScale: Double? = nil) {
        self.location = location
        self.logVariance = logVariance
        self.fixedScale = fixedScale
    }
}
