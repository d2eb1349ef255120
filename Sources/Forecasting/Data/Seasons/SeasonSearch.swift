import Foundation
import Numerics
import TimeSeries

/// Finds the seasons of each variable of a collection.
///
/// Floating-mean Lomb–Scargle spectra (Zechmeister, Kürster 2009) of blocks at several resolutions, the finest first, are tested against
/// a smooth background, so that neither white noise nor a random walk has a season; a season found is taken out before the search
/// goes on. Day, week and year are tried by themselves where time is calendar time. Series of a variable are pooled.
package enum SeasonSearch {
    /// Probability that a variable without seasons is said to have one, at most.
    static let falseAlarmRate = 0.01
    /// Seasons of a variable, at most.
    private static let mostSeasons = 4
    /// Series that are looked at, spread evenly over all.
    private static let mostSeries = 256
    /// Share of the variance below which a cycle is not worth a season, however significant.
    private static let leastStrength = 0.01

    /// The seasons of each variable, strongest first, `(variables)`.
    ///
    /// - Parameters:
    ///   - collection: the data.
    ///   - choice: whether seasons are searched or told.
    ///   - training: whether a row may be looked at.
    /// - Complexity: O(rows) and about 3·10⁷ sines a variable and resolution.
    package static func seasons(
        in collection: SeriesCollection, choice: SeasonChoice = .found, training: (Int) -> Bool = { _ in true }
    ) -> [[Season]] {
        if case .periods(let periods) = choice, periods.isEmpty {
            return Array(repeating: [], count: collection.variables.count)
        }
        return signals(collection, training).map { signals in
            var search = VariableSearch(signals: signals, isCalendar: collection.times.kind == .calendar)
            switch choice {
            case .found: search.find()
            case .periods(let periods): for period in periods { search.tell(period) }
            }
            return search.found.sorted { ($0.strength, $1.period) > ($1.strength, $0.period) }
        }
    }

    /// Signals of each variable, `(variables)(series)`.
    private static func signals(_ collection: SeriesCollection, _ training: (Int) -> Bool) -> [[SeasonSignal]] {
        var signals = [[SeasonSignal]](repeating: [], count: collection.variables.count)
        let kept = min(collection.count, mostSeries)
        for index in (0..<kept).map({ $0 * collection.count / kept }) {
            var times = [[Double]](repeating: [], count: collection.variables.count)
            var values = times
            let rows = collection.rows(of: index)
            for row in rows where training(row) {
                let channel = Int(collection.variableIndices[row])
                times[channel].append(collection.times[row].elapsed(since: collection.times[rows.lowerBound]))
                values[channel].append(collection.values[row])
            }
            for channel in times.indices where times[channel].count >= 8 {
                signals[channel].append(SeasonSignal(times: times[channel], values: values[channel]))
            }
        }
        return signals
    }

    /// The search in one variable.
    private struct VariableSearch {
        var signals: [SeasonSignal]
        let isCalendar: Bool
        var found: [Season] = []

        mutating func find() {
            let levels = SeasonLevel.levels(of: signals)
            var calendar = isCalendar ? CalendarCycle.allCases.map(\.period) : []
            for (number, level) in levels.enumerated() {
                var spectrum = SeasonSpectrum(level.blocks(of: signals), upTo: level.highest)
                func refresh() { spectrum = SeasonSpectrum(level.blocks(of: signals), upTo: level.highest) }
                guard spectrum != nil else { continue }
                for period in calendar {
                    guard let now = spectrum else { break }
                    let isLast = number == levels.count - 1
                    guard now.span >= 6 * period || (isLast && now.span >= 2 * period) else { continue }
                    calendar.removeAll { $0 == period }
                    guard isCovered(period),
                        let harmonics = harmonics(now, period, tests: Double(CalendarCycle.allCases.count))
                    else { continue }
                    take(period, harmonics)
                    refresh()
                }
                while found.count < mostSeasons, let now = spectrum, let peak = strongest(now, levels: levels.count) {
                    let fundamental = fundamental(now, peak.frequency)
                    let period = SeasonPeriod.refined(1 / fundamental, width: 1 / now.span, signals)
                    guard take(period, harmonics(now, period, tests: 1) ?? 1) else { break }
                    refresh()
                }
            }
        }

        /// Takes a period as it is told.
        mutating func tell(_ period: Double) {
            let levels = SeasonLevel.levels(of: signals)
            for (number, level) in levels.enumerated() {
                guard let spectrum = SeasonSpectrum(level.blocks(of: signals), upTo: level.highest),
                    spectrum.span >= 6 * period || number == levels.count - 1
                else { continue }
                let bound = max(1, min(2, Int(level.highest * period)))
                take(period, harmonics(spectrum, period, tests: 1) ?? bound, atLeast: 0)
                return
            }
            found.append(Season(period: period, harmonics: 1, strength: 0))
        }

        /// The most significant free peak, `nil` where none is significant.
        private func strongest(_ spectrum: SeasonSpectrum, levels: Int) -> SeasonSpectrum.Peak? {
            let tests = 2 * spectrum.independent * Double(levels)
            var best: SeasonSpectrum.Peak?
            for k in spectrum.power.indices {
                // A local maximum, away from the seasons that were taken out.
                guard k == 0 || spectrum.power[k] >= spectrum.power[k - 1],
                    k == spectrum.power.count - 1 || spectrum.power[k] >= spectrum.power[k + 1]
                else { continue }
                let frequency = spectrum.first + Double(k) * spectrum.step
                let isKnown = found.contains { season in
                    let multiple = max(1, (frequency * season.period).rounded())
                    return abs(frequency - multiple / season.period) < max(1.5 / spectrum.span, 0.02 * frequency)
                }
                guard !isKnown, let peak = spectrum.peak(k), peak.ratio > 3 else { continue }
                guard peak.probability * tests < falseAlarmRate / 2, isCovered(1 / frequency) else { continue }
                if best.map({ peak.probability < $0.probability }) ?? true { best = peak }
            }
            return best
        }

        /// `frequency`, or its half or third where that is significant by itself: then the peak is a harmonic.
        private func fundamental(_ spectrum: SeasonSpectrum, _ frequency: Double) -> Double {
            for part in [3.0, 2.0] where frequency / part >= spectrum.first {
                if let peak = spectrum.peak(at: frequency / part), peak.probability < 1e-4, peak.ratio > 3 {
                    return frequency / part
                }
            }
            return frequency
        }

        /// How many harmonics of `period` the data bear; `nil` where the season is not significant.
        private func harmonics(_ spectrum: SeasonSpectrum, _ period: Double, tests: Double) -> Int? {
            let most = max(1, min(12, Int(spectrum.highest * period + 1e-9)))
            let peaks = (1...most).map { spectrum.peak(at: Double($0) / period) }
            var sum = 0.0
            var (power, background) = (0.0, 0.0)
            var least = 1.0
            for (k, peak) in peaks.enumerated() {
                guard let peak else { break }
                sum += peak.ratio * peak.degrees.power
                power += peak.degrees.power
                background += peak.degrees.background
                // Tried with one, two, four, eight harmonics.
                if [1, 2, 4, 8].contains(k + 1) {
                    let other = SeasonSpectrum.Peak(
                        frequency: 0, ratio: sum / power, degrees: (power, background))
                    least = min(least, other.probability)
                }
            }
            guard least * 4 * tests < falseAlarmRate / 2 else { return nil }
            let last = peaks.lastIndex { peak in peak.map { $0.probability < 0.02 / Double(most) } ?? false }
            return (last ?? 0) + 1
        }

        /// Whether the observations see most phases of a cycle: those of one hour each day say nothing about the others.
        private func isCovered(_ period: Double) -> Bool {
            let parts = 8.0
            var counts = [Int](repeating: 0, count: Int(parts))
            var total = 0
            for signal in signals {
                for time in signal.times {
                    let turns = time / period
                    counts[min(Int((turns - turns.rounded(.down)) * parts), Int(parts) - 1)] += 1
                    total += 1
                }
            }
            let seen = counts.count { Double($0) > 0.02 * Double(total) }
            // Two points a cycle see two phases; more are asked of slower cycles only.
            return seen >= 5 || isRegular(period)
        }

        /// Whether points come so regularly that a cycle of a few points shows few phases.
        private func isRegular(_ period: Double) -> Bool {
            let gaps = signals.flatMap { zip($0.times.dropFirst(), $0.times).map { $0 - $1 } }.filter { $0 > 0 }
                .sorted()
            guard !gaps.isEmpty else { return false }
            let (low, high) = (RobustScale.quantile(gaps, 0.1), RobustScale.quantile(gaps, 0.9))
            return high < 1.02 * low && period >= 2 * high
        }

        /// Takes a season out of the signals and notes it; returns whether it is strong enough.
        @discardableResult
        private mutating func take(_ period: Double, _ harmonics: Int, atLeast least: Double = leastStrength) -> Bool {
            var (before, after) = (0.0, 0.0)
            var rest = signals
            for index in rest.indices {
                // The trend would drown the cycle.
                let trend = SeasonBlock(times: rest[index].times[...], values: rest[index].values[...])
                let fit = HarmonicFit(rest[index].times, trend.values, period: period, harmonics: harmonics)
                before += trend.variance * Double(rest[index].times.count)
                for k in rest[index].times.indices { rest[index].values[k] -= fit.value(rest[index].times[k]) }
                let left = SeasonBlock(times: rest[index].times[...], values: rest[index].values[...])
                after += left.variance * Double(rest[index].times.count)
            }
            let strength = before > 0 ? max(0, 1 - after / before) : 0
            guard strength >= least else { return false }
            signals = rest
            found.append(Season(period: period, harmonics: harmonics, strength: strength))
            return true
        }
    }
}
