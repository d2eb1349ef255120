import Foundation
import TimeSeries

/// The units of a model: origin and unit of time, scaling of each channel, encoding of each static covariate. Learned once, at the
/// fit.
public struct DataScaling: Sendable, Hashable, Codable {
    /// Calendar or numeric time.
    public let timeKind: TimeKind
    /// The earliest time of the data: microseconds or a plain number.
    public let origin: Double
    /// Length of the model's unit of time, in seconds or the data's own unit.
    public let timeUnit: Double
    /// Longest stretch that one episode covers, in the model's unit; series no longer than that are taken whole.
    public let window: Double
    /// Length of the history that a forecast of a long series reads, in the model's unit.
    public let history: Double
    /// Length of the horizon that training scores, in the model's unit; `nil` for all that follows within the window.
    public let horizon: Double?
    /// The channels.
    public let channels: [ChannelScaling]
    /// The static covariates.
    public let statics: [StaticEncoding]
    /// Periods of the seasons in the model's unit, strongest first.
    public let seasons: [Double]

    enum CodingKeys: String, CodingKey {
        case timeKind, origin, timeUnit, window, history, horizon, channels, statics, seasons
    }

    /// Harmonics of each season that are features of encoder and decoder.
    static let harmonics = 2
    /// Seasons that are features, at most.
    static let mostSeasons = 2

    /// Number of seasonal features.
    var seasonalFeatures: Int { 2 * Self.harmonics * seasons.count }

    /// Time since the origin in the model's unit, rounded to a multiple of 2⁻²², so that shifted and rescaled times give the same bits.
    func scaled(_ moment: Moment) -> Double {
        switch moment {
        case .calendar(let microseconds): scaled(microseconds: microseconds)
        case .numeric(let number): scaled(number: number)
        }
    }

    /// The same of microseconds since 1970.
    @inline(__always)
    func scaled(microseconds: Int64) -> Double { onGrid((Double(microseconds) - origin) / 1e6) }

    /// The same of a plain number.
    @inline(__always)
    func scaled(number: Double) -> Double { onGrid(number - origin) }

    @inline(__always)
    private func onGrid(_ elapsed: Double) -> Double { (elapsed / timeUnit * 0x1p22).rounded() * 0x1p-22 }

    /// Calls `body` with each seasonal feature at model time `time`: season by season, sine and cosine of the phase, first harmonic
    /// first.
    func seasonal(_ time: Double, _ body: (_ feature: Int, _ value: Double) -> Void) {
        var feature = 0
        for season in seasons {
            let phase = 2 * Double.pi * (time / season - (time / season).rounded(.down))
            for harmonic in 1...Self.harmonics {
                body(feature, sin(Double(harmonic) * phase))
                body(feature + 1, cos(Double(harmonic) * phase))
                feature += 2
            }
        }
    }
}
