import Lanes
import StateSpace

/// Models and rows that the tests share: each term alone, sums, and three coupled channels.
enum ModelsUnderTest {
    static let terms: [ProcessTerm] = [
        .constant(deviation: 1.3), .matern12(deviation: 0.8, lengthScale: 1.7),
        .matern32(deviation: 1.1, lengthScale: 2.3),
        .matern52(deviation: 0.9, lengthScale: 1.9), .level(diffusion: 0.6, start: 1.2),
        .slope(diffusion: 0.4, start: 1.1, startSlope: 0.7),
        .quasiPeriodic(deviation: 1.2, period: 2.9, lengthScale: 7.1, harmonics: 3),
    ]

    /// Each term alone, and all of them together.
    static let single: [LinearModel] =
        terms.map { LinearModel([$0], noise: 0.3, mean: 0.4) } + [LinearModel(terms, noise: 0.3, mean: 0.4)]

    /// A factor shared by three channels, a season shared by two, and what each has of its own.
    static let coupled = LinearModel(
        components: [
            .init(.matern32(deviation: 1, lengthScale: 2.3), loadings: [1, -0.7, 0.4]),
            .init(.quasiPeriodic(deviation: 0.7, period: 2.9, lengthScale: 11, harmonics: 2), loadings: [1, 0.5, 0]),
            .init(.matern12(deviation: 0.5, lengthScale: 0.8), loadings: [1, 0, 0]),
            .init(.slope(diffusion: 0.2, start: 0.6, startSlope: 0.1), loadings: [0, 1, 0]),
            .init(.matern52(deviation: 0.6, lengthScale: 3), loadings: [0, 0, 1]),
        ], noise: [0.2, 0.3, 0.25], means: [0.1, -0.4, 2])

    static let all = single + [coupled]

    /// Irregular rows with ties, gaps and near duplicates, with error variances and weights.
    static func rows(_ count: Int, channels: Int, seed: UInt64, gap: Double = 25) -> ObservationRows {
        let random = Philox4x32(seed: seed)
        func u(_ row: Int, _ index: UInt32) -> Double { random.uniform(SIMD4(0, UInt32(row), 0, index)) }
        var times: [Double] = []
        var time = -3.5
        for row in 0..<count {
            switch row % 9 {
            case 3: break
            case 5: time += 1e-7
            case 7: time += gap * u(row, 0)
            default: time += 0.6 * u(row, 0)
            }
            times.append(time)
        }
        return ObservationRows(
            times: times, channels: (0..<count).map { Int(u($0, 1) * Double(channels)) },
            values: (0..<count).map { 3 * u($0, 2) - 1 + Double($0 % 4) },
            errorVariances: (0..<count).map { $0 % 3 == 0 ? 0.1 * u($0, 3) : 0 },
            weights: (0..<count).map { $0 % 5 == 0 ? 0.2 + u($0, 4) : 1 })
    }
}
