import Foundation

/// Sines and cosines of a season and its parts, fitted to one signal beside a mean.
struct HarmonicFit {
    let period: Double
    let harmonics: Int
    private let fit: LeastSquares

    /// Points from which a fit is made; more are strided over, for the amplitudes need no more.
    private static let mostPoints = 20_000

    init(_ times: [Double], _ values: [Double], period: Double, harmonics: Int) {
        self.period = period
        self.harmonics = harmonics
        let stride = max(1, times.count / Self.mostPoints)
        let kept = Swift.stride(from: 0, to: times.count, by: stride)
        fit = LeastSquares(
            rows: kept.map { Self.features(times[$0], period, harmonics) },
            targets: kept.map { values[$0] },
            // Two points' worth of doubt: a series of few points has no season of its own.
            ridge: 2 / Double(max(times.count, 1)))
    }

    private static func features(_ time: Double, _ period: Double, _ harmonics: Int) -> [Double] {
        let turns = time / period
        let phase = 2 * Double.pi * (turns - turns.rounded(.down))
        var row = [1.0]
        for harmonic in 1...harmonics {
            row.append(cos(Double(harmonic) * phase))
            row.append(sin(Double(harmonic) * phase))
        }
        return row
    }

    /// What the season adds at `time`.
    func value(_ time: Double) -> Double {
        fit.value(Self.features(time, period, harmonics)) - fit.coefficients[0]
    }
}
