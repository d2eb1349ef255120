import Foundation
import TimeSeries

/// Which level of a forecast's own quantiles is to be given for a wanted one, by lead.
///
/// Of values that were hidden, the levels at which the forecasts' distribution functions put them (Dawid 1984: the probability
/// integral transform) would be spread evenly, were the forecasts right. Where they are not, the quantile of level p is taken
/// where a share p of them lay below: conformal prediction with that level as the score (Chernozhukov et al. 2021), weighted by a
/// kernel over the elapsed lead (Tibshirani et al. 2019 for the weights).
struct LevelMap: Codable, Sendable, Hashable {
    /// The map at one lead.
    struct Node: Codable, Sendable, Hashable {
        /// Time ahead: seconds, or the data's own unit.
        var lead: Double
        /// A level of the forecast for each of ``LevelMap/wanted``, ascending.
        var levels: [Double]
    }

    /// A hidden value.
    struct Rank: Sendable {
        /// Time ahead.
        var lead: Double
        /// The level at which the forecast put it, within (0, 1).
        var level: Double
        /// How much it counts beside others: recent ones more.
        var weight: Double
        /// Which values are not independent of it: the number of its forecast's origin, or of its series.
        var cluster: Int
    }

    /// Levels for which a map is kept; between them it is linear.
    static let wanted: [Double] = [0.0025, 0.01, 0.025] + (1...19).map { Double($0) / 20 } + [0.975, 0.99, 0.9975]

    /// Ascending in the lead.
    let nodes: [Node]
    /// The longest lead that was tried.
    let longest: Double

    private static let mostNodes = 8
    /// Width of the kernel in the logarithm of the lead.
    private static let width = 0.5
    /// Learns from hidden values.
    ///
    /// - Parameters:
    ///   - ranks: at least one, of positive leads.
    ///   - span: time that the forecasts of all series cover together: at a lead that fills it there is but one independent value,
    ///     however many origins it is seen from. `nil` where clusters are independent.
    ///   - prior: independent values that "the levels are right as they are" counts as.
    /// - Complexity: O(nodes × n log n).
    init(_ ranks: [Rank], span: Double?, prior: Double) {
        let leads = ranks.map(\.lead).sorted()
        longest = leads[leads.count - 1]
        let (near, far) = (leads[leads.count / 50], leads[leads.count - 1 - leads.count / 50])
        let count = far > near ? min(Self.mostNodes, 1 + Int(log(far / near) / Self.width)) : 1
        let centers = (0..<count).map { index in
            count == 1 ? near : near * pow(far / near, Double(index) / Double(count - 1))
        }
        let sorted = ranks.sorted { ($0.level, $0.lead, $0.weight) < ($1.level, $1.lead, $1.weight) }
        nodes = centers.map { center in
            Node(
                lead: center,
                levels: Self.levels(at: center, sorted, bandwidth: count == 1 ? .infinity : Self.width, span, prior))
        }
    }

    /// Levels as they are, tried up to the lead `longest`.
    init(unchangedUpTo longest: Double) {
        nodes = [Node(lead: longest, levels: Self.wanted)]
        self.longest = longest
    }

    private static func levels(at center: Double, _ sorted: [Rank], bandwidth: Double, _ span: Double?, _ prior: Double)
        -> [Double]
    {
        var byCluster: [Int: Double] = [:]
        var cumulated = [0.0]
        cumulated.reserveCapacity(sorted.count + 1)
        for rank in sorted {
            let distance = log(rank.lead / center) / bandwidth
            let weight = rank.weight * exp(-0.5 * distance * distance)
            byCluster[rank.cluster, default: 0] += weight
            cumulated.append(cumulated[cumulated.count - 1] + weight)
        }
        let total = cumulated[cumulated.count - 1]
        guard total > 0 else { return wanted }
        // In a fixed order: sums of floating point depend on it.
        let clusters = byCluster.sorted { $0.key < $1.key }.map(\.value)
        // As many equal weights would be as sure (Kish 1965).
        var independent = total * total / clusters.reduce(0) { $0 + $1 * $1 }
        if let span { independent = min(independent, max(span / center, 1)) }
        /// The share of levels up to `level`: half a value beyond either end, as conformal prediction has it.
        func share(_ level: Double) -> Double {
            let index = sorted.partitionPoint { $0.level > level }
            var seen = cumulated[index]
            if index > 0, index < sorted.count, sorted[index].level > sorted[index - 1].level {
                let part = (level - sorted[index - 1].level) / (sorted[index].level - sorted[index - 1].level)
                seen += (part - 0.5) * 0.5 * (cumulated[index + 1] - cumulated[index - 1])
            }
            return (independent * seen / total + prior * level + 0.5) / (independent + prior + 1)
        }
        return wanted.map { level in
            var (low, high) = (0.0, 1.0)
            for _ in 0..<40 {
                let middle = 0.5 * (low + high)
                if share(middle) < level { low = middle } else { high = middle }
            }
            return 0.5 * (low + high)
        }
    }

    /// The level of the forecast that is given for `level`, ascending in it.
    ///
    /// - Parameter lead: beyond the longest lead tried, what is given lies further out: its normal score is multiplied by
    ///   1 + ½ log(lead / longest). A stated guess, since nothing so far ahead was tried.
    func level(_ level: Double, at lead: Double) -> Double {
        let high = nodes.partitionPoint { $0.lead >= lead }
        var found: Double
        if high == 0 {
            found = Self.interpolated(nodes[0].levels, at: level)
        } else if high == nodes.count {
            found = Self.interpolated(nodes[high - 1].levels, at: level)
        } else {
            let (a, b) = (nodes[high - 1], nodes[high])
            let share = log(lead / a.lead) / log(b.lead / a.lead)
            let (low, top) = (Self.interpolated(a.levels, at: level), Self.interpolated(b.levels, at: level))
            found = low + share * (top - low)
        }
        if lead > longest { found = NormalScore.widened(found, by: 1 + 0.5 * log(lead / longest)) }
        return found
    }

    /// The level for which `given` is given: the map read backwards.
    func wantedLevel(of given: Double, at lead: Double) -> Double {
        Self.interpolated(from: Self.wanted.map { level($0, at: lead) }, to: Self.wanted, at: given)
    }

    /// The map between and beyond the wanted levels; 0 stays 0 and 1 stays 1.
    private static func interpolated(_ levels: [Double], at level: Double) -> Double {
        interpolated(from: wanted, to: levels, at: level)
    }

    private static func interpolated(from: [Double], to: [Double], at level: Double) -> Double {
        let high = from.partitionPoint { $0 >= level }
        let (fromLow, toLow) = high == 0 ? (0, 0) : (from[high - 1], to[high - 1])
        let (fromHigh, toHigh) = high == from.count ? (1, 1) : (from[high], to[high])
        return fromHigh > fromLow ? toLow + (level - fromLow) / (fromHigh - fromLow) * (toHigh - toLow) : toLow
    }
}
