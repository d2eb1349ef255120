/// What later rows say about a state: μ and N, with which it has the mean m + P μ and the covariance P − P N P given them too.
///
/// No matrix is inverted (de Jong 1989; Durbin, Koopman 2012, section 4.4).
final class SmoothingAdjoint {
    let layout: StateLayout
    let transition: BlockTransition
    /// μ, (d).
    let mean: UnsafeMutablePointer<Double>
    /// N, (d)(d), symmetric.
    let covariance: UnsafeMutablePointer<Double>
    /// N K, (d).
    private let product: UnsafeMutablePointer<Double>

    /// Nothing is known of later rows at first.
    init(_ layout: StateLayout) {
        self.layout = layout
        transition = BlockTransition(layout)
        let d = max(layout.size, 1)
        mean = .allocate(capacity: d)
        covariance = .allocate(capacity: d * d)
        product = .allocate(capacity: d)
        mean.initialize(repeating: 0, count: d)
        covariance.initialize(repeating: 0, count: d * d)
    }

    deinit {
        mean.deallocate()
        covariance.deallocate()
        product.deallocate()
    }

    /// Takes a row in: from the state after it to the state before it.
    ///
    /// - Parameters:
    ///   - cross: P h before the row, (d).
    ///   - residual: value less forecast.
    ///   - variance: of the residual.
    func absorb(channel: Int, cross: UnsafePointer<Double>, residual: Double, variance: Double) {
        let d = layout.size
        let (n, w) = (covariance, product)
        let inverse = 1 / variance
        var along = 0.0
        for i in 0..<d { along += cross[i] * mean[i] }
        var square = 0.0
        for i in 0..<d {
            let line = n + d * i
            var sum = 0.0
            for j in 0..<d { sum += line[j] * cross[j] }
            w[i] = sum * inverse
            square += w[i] * cross[i]
        }
        let pull = (residual - along) * inverse
        let curvature = inverse + square * inverse
        let reads = layout.readStarts[channel]..<layout.readStarts[channel + 1]
        for k in reads {
            let (place, loading) = (layout.readPlaces[k], layout.readValues[k])
            mean[place] += loading * pull
            // − h wᵀ − w hᵀ; a place of h gets both.
            for i in 0..<d {
                n[d * place + i] -= loading * w[i]
                n[d * i + place] -= loading * w[i]
            }
        }
        for i in reads {
            for k in reads {
                n[d * layout.readPlaces[i] + layout.readPlaces[k]] +=
                    layout.readValues[i] * layout.readValues[k] * curvature
            }
        }
    }

    /// Goes back by a step ≥ 0.
    func retreat(by step: Double) {
        guard step != 0 else { return }
        transition.prepare(step: step)
        transition.pullBack(mean)
        transition.pullBack(information: covariance)
    }
}
