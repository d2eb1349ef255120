/// The intensity of observation times that shares the latent state with the values:
/// λ(t) = rate · e^(w·z(t) + b), its compensator a further state of the same solve (Chen et al. 2018, equation 13).
public struct EventTimeModel: Sendable, Hashable, Codable {
    /// What is modelled.
    public var role: EventTimeRole
    /// Mean number of observation times in a model's unit of time.
    public var rate: Double
}

extension EventTimeModel {
    /// Learns the mean rate from the points that train, `ranges`: those after each series' first, divided by the time they span.
    init(role: EventTimeRole, _ series: [PreparedSeries], _ ranges: [Range<Int>]) {
        var points = 0
        var span = 0.0
        for (data, range) in zip(series, ranges) where range.count >= 2 {
            points += range.count - 1
            span += data.times[range.upperBound - 1] - data.times[range.lowerBound]
        }
        self.role = role
        rate = span > 0 ? Double(points) / span : 1
    }
}
