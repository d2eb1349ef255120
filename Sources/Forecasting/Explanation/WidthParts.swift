import Lanes

/// The squared width of a pool's 90 % band, split as the law of total variance splits a variance.
struct WidthParts {
    private var members: [(weight: Double, median: Double, noise: Double, path: Double)] = []

    /// Widths of a normal distribution's band in standard deviations.
    private static let normalWidth = 2 * standardNormalQuantile(0.95)

    /// Adds a member.
    ///
    /// - Parameters:
    ///   - width: of its band.
    ///   - start: the same right after the latest observation; `nil` where nothing is known of it.
    mutating func add(weight: Double, median: Double, width: Double, start: Double?) {
        let noise = start.map { min($0 * $0, width * width) } ?? 0
        members.append((weight, median, noise, width * width - noise))
    }

    /// The shares of noise, path, members and calibration in the squared width of a band, with sum 1; all 0 where it has none.
    ///
    /// - Parameters:
    ///   - width: the forecast's.
    ///   - uncalibrated: what the pool itself says, which is not the sum of the parts where bands are not normal ones; `nil` where
    ///     nothing was calibrated.
    func shares(
        width: Double, uncalibrated: Double?
    ) -> (noise: Double, path: Double, members: Double, calibration: Double) {
        let whole = members.reduce(0) { $0 + $1.weight }
        guard width > 0, whole > 0 else { return (0, 0, 0, 0) }
        let center = members.reduce(0) { $0 + $1.weight * $1.median } / whole
        let noise = members.reduce(0) { $0 + $1.weight * $1.noise }
        let path = members.reduce(0) { $0 + $1.weight * $1.path }
        let between = members.reduce(0) { sum, member in
            let distance = Self.normalWidth * (member.median - center)
            return sum + member.weight * distance * distance
        }
        let ratio = (uncalibrated ?? width) / width
        let sum = noise + path + between
        // A pool without a width of its own owes all of it to calibration.
        let own = sum > 0 ? ratio * ratio : 0
        let scale = sum > 0 ? own / sum : 0
        return (noise * scale, path * scale, between * scale, 1 - own)
    }
}
