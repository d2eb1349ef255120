import Foundation

/// Log likelihoods of the hidden part of one held-out series, one a draw of the latent path.
struct HeldOutTerms: Sendable {
    var values: [Double]
    var times: [Double]

    /// The logarithm of the mean of e^terms.
    static func mixture(_ terms: [Double]) -> Double {
        let most = terms.max() ?? 0
        return most + log(terms.reduce(0) { $0 + exp($1 - most) } / Double(max(terms.count, 1)))
    }
}
