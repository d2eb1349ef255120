import Foundation
import StateSpace

/// The terms of a channel's model, without their numbers.
struct TermSet: Hashable, Sendable {
    /// A term beside the seasons.
    enum Trend: String, Hashable, Sendable, CaseIterable {
        case constant, level, slope, matern12, matern32, matern52

        /// Whether its lengthScale has to be found.
        var hasLengthScale: Bool { self == .matern12 || self == .matern32 || self == .matern52 }
    }

    /// A cycle.
    struct Cycle: Hashable, Sendable {
        /// In the model's unit of time.
        var period: Double
        var harmonics: Int
        /// Whether the period is known, such as a day, and not to be found.
        var isKnown: Bool
        /// Whether it is asked for, whatever the evidence.
        var isTold: Bool
    }

    var trends: [Trend]
    var cycles: [Cycle]

    /// The size of the state.
    var size: Int {
        let sizes = trends.map { trend in
            switch trend {
            case .constant, .level, .matern12: 1
            case .matern32, .slope: 2
            case .matern52: 3
            }
        }
        return sizes.reduce(0, +) + cycles.reduce(0) { $0 + 2 * $1.harmonics }
    }

    func adding(_ trend: Trend) -> TermSet { TermSet(trends: trends + [trend], cycles: cycles) }
}

extension TermSet {
    /// The model with usual numbers: those that the search begins with, and around which its priors lie.
    ///
    /// Values have a deviation near 1. `lengthScale` is that of Matérn terms, the first of them; a second one is a fifth as long.
    func model(_ extent: DataExtent, lengthScale: Double, noise: Double) -> LinearModel {
        let span = max(extent.span, extent.gap)
        var scale = lengthScale
        var terms = trends.map { trend -> ProcessTerm in
            defer { if trend.hasLengthScale { scale /= 5 } }
            return switch trend {
            case .constant: .constant(deviation: 1)
            case .level: .level(diffusion: (4 / span).squareRoot(), start: 1.5)
            case .slope:
                // A third of the span bends the path by a third of a deviation.
                .slope(
                    diffusion: 3 / (span * span * span).squareRoot(), start: 1.5,
                    startSlope: 4 / span)
            case .matern12: .matern12(deviation: 0.7, lengthScale: scale)
            case .matern32: .matern32(deviation: 0.7, lengthScale: scale)
            case .matern52: .matern52(deviation: 0.7, lengthScale: scale)
            }
        }
        terms += cycles.map {
            .quasiPeriodic(
                deviation: 0.7, period: $0.period, lengthScale: 3 * max(span, $0.period), harmonics: $0.harmonics)
        }
        return LinearModel(terms, noise: noise)
    }

    /// Which parameters of the model are learned, and the deviation of each one's normal prior around its usual number.
    func priorDeviations(_ extent: DataExtent) -> [Double?] {
        var found: [Double?] = []
        for trend in trends {
            // A few histories tell little about how far another's level lies.
            let starts = extent.teachesStarts ? 1 : 0.5
            switch trend {
            case .constant: found += [starts]
            case .level: found += [3, starts]
            case .slope: found += [3, starts, starts]
            // Length scales lie between the gaps and the span: what is slower is a level or a slope.
            case .matern12, .matern32, .matern52: found += [2, max(0.3 * log(extent.span / extent.gap), 1.01)]
            }
            found += [nil]
        }
        for cycle in cycles {
            // A found period is known to a fraction of a cycle over the whole span.
            found += [2, cycle.isKnown ? nil : 0.1 * cycle.period / max(extent.span, cycle.period), 2, nil]
        }
        return found + [3, extent.teachesStarts ? 1 : nil]
    }
}
