/// Which values cannot be used.
public enum ValueFault: Sendable, Hashable, CustomStringConvertible {
    /// A value that the distribution asked for gives no probability.
    case outsideSupport(variable: String, value: Double, likelihood: ObservationLikelihood)
    /// After `epochs` epochs, with `skipped` updates left out, no weights let the solver reach the end.
    case noUsableWeights(epochs: Int, skipped: Int)
    /// The loss was not finite in so many of the latest updates, at the smallest learning rate tried.
    case lossNotFinite(updates: Int)
    /// A forecast overflows.
    case beyondRange

    public var description: String {
        switch self {
        case .outsideSupport(let variable, let value, let likelihood):
            "variable \(variable) has the value \(value); the distribution \(likelihood) takes "
                + likelihood.support.values
        case .noUsableWeights(let epochs, let skipped):
            "none of \(epochs) epochs ended with weights that the solver can use (\(skipped) updates were left out)"
        case .lossNotFinite(let updates):
            "the loss is not finite in \(updates) of the latest updates, however small the learning rate is made"
        case .beyondRange: "a forecast so far ahead is beyond the range of numbers"
        }
    }
}

extension DistributionSupport {
    /// The values in words, as a list.
    fileprivate var values: String {
        switch self {
        case .reals: "finite numbers only"
        case .positive: "positive values only"
        case .counts: "whole numbers from 0 on only"
        case .unitInterval: "values between 0 and 1 only"
        case .binary: "0 and 1 only"
        }
    }
}
