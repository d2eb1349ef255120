/// Values of a channel that were hidden from the encoder, and what draws of the latent path say of them, in the model's numbers.
package struct NoiseEvidence: Sendable {
    /// The values, `(cells)`.
    package var targets: [Double] = []
    /// Locations, `(cells, draws)`.
    package var locations: [Double] = []
    /// Scales, `(cells, draws)`.
    package var scales: [Double] = []

    package init() {}

    /// Draws of each value.
    var draws: Int { targets.isEmpty ? 0 : locations.count / targets.count }

    /// Takes the evidence of other values as well.
    mutating func append(_ other: NoiseEvidence) {
        targets += other.targets
        locations += other.locations
        scales += other.scales
    }
}
