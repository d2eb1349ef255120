import Foundation
import TimeSeries

/// What a data set's times, values and static covariates are measured by. Learned once, at the fit.
public struct DataScaling: Sendable, Hashable, Codable {
    /// Kind of the data's time.
    public let timeKind: TimeKind
    /// The earliest time of the data: microseconds or a plain number.
    public let origin: Double
    /// Length of a model's unit of time, in seconds or the data's own unit.
    public let timeUnit: Double
    /// Length of a window in the model's unit; series no longer than that are taken whole.
    public let window: Double
    /// Length of history that a forecast from a long series reads, in the model's unit.
    public let history: Double
    /// Length of horizon scored in training, in the model's unit; `nil` for all that follows in the window.
    public let horizon: Double?
    /// The channels.
    public let channels: [ChannelScaling]
    /// The static covariates.
    public let statics: [StaticEncoding]
    /// Length of the season in the model's unit, where the data have one.
    public let season: Double?

    /// Harmonics of the season that encoder and decoder read.
    static let harmonics = 2

    /// Number of seasonal features.
    var seasonalFeatures: Int { season == nil ? 0 : 2 * Self.harmonics }

    /// Time since the origin in the model's unit, on a grid of 2⁻²².
    func scaled(_ moment: Moment) -> Double {
        switch moment {
        case .calendar(let microseconds): scaled(microseconds: microseconds)
        case .numeric(let number): scaled(number: number)
        }
    }

    /// The same of a calendar's time.
    @inline(__always)
    func scaled(microseconds: Int64) -> Double { onGrid((Double(microseconds) - origin) / 1e6) }

    /// The same of a plain number.
    @inline(__always)
    func scaled(number: Double) -> Double { onGrid(number - origin) }

    @inline(__always)
    private func onGrid(_ elapsed: Double) -> Double { (elapsed / timeUnit * 0x1p22).rounded() * 0x1p-22 }

    /// Sine and cosine of the season's phase at model time `time`, first harmonic first.
    func seasonal(_ time: Double, _ body: (_ feature: Int, _ value: Double) -> Void) {
        guard let season else { return }
        let phase = 2 * Double.pi * (time / season - (time / season).rounded(.down))
        for harmonic in 1...Self.harmonics {
            body(2 * harmonic - 2, sin(Double(harmonic) * phase))
            body(2 * harmonic - 1, cos(Double(harmonic) * phase))
        }
    }
}
