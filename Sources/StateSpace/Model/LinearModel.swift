/// A Gaussian process over channels: a sum of terms, each with a loading on each channel, a mean and white noise per channel.
///
/// y_c(t) = mean_c + Σ_k loading_kc f_k(t) + ε, ε ~ N(0, noise_c²). With one channel the loading is 1; a term with loadings on
/// several channels couples them. The deviation of a term and a common factor of its loadings say the same: leave one of
/// them fixed when both are fitted.
///
/// Numbers are not checked: a value that is not finite, or a deviation of zero noise where rows coincide, gives a likelihood that
/// is not finite, which a search takes for a point outside its domain.
package struct LinearModel: Sendable, Hashable, Codable {
    /// A term and its loading on each channel, (channels).
    package struct Component: Sendable, Hashable, Codable {
        package var term: ProcessTerm
        package var loadings: [Double]

        package init(_ term: ProcessTerm, loadings: [Double] = [1]) {
            self.term = term
            self.loadings = loadings
        }
    }

    /// The terms; none gives white noise around the means.
    package var components: [Component]
    /// Deviation of the noise of each channel, > 0, (channels).
    package var noise: [Double]
    /// Mean of each channel, (channels).
    package var means: [Double]

    /// - Precondition: as many means and loadings as noises.
    package init(components: [Component], noise: [Double], means: [Double]) {
        precondition(means.count == noise.count, "\(means.count) means for \(noise.count) channels")
        for component in components {
            precondition(
                component.loadings.count == noise.count,
                "\(component.loadings.count) loadings for \(noise.count) channels")
        }
        self.components = components
        self.noise = noise
        self.means = means
    }

    /// Terms of a single channel.
    package init(_ terms: [ProcessTerm], noise: Double, mean: Double = 0) {
        self.init(components: terms.map { Component($0) }, noise: [noise], means: [mean])
    }

    /// The number of channels.
    package var channels: Int { noise.count }
    /// The size of the state.
    package var stateSize: Int { components.reduce(0) { $0 + $1.term.size } }
}
