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
        /// When it is known: seconds, or the data's own unit.
        var known = 0.0

        /// Its weight at the lead `center`.
        func kernel(at center: Double, _ bandwidth: Double) -> Double {
            let distance = log(lead / center) / bandwidth
            return weight * exp(-0.5 * distance * distance)
        }
    }

    /// Levels for which a map is kept; between them it is linear.
    static let wanted: [Double] = [0.0025, 0.01, 0.025] + (1...19).map { Double($0) / 20 } + [0.975, 0.99, 0.9975]

    /// Ascending in the lead.
    let nodes: [Node]
    /// The longest lead that was tried.
    let longest: Double
    /// Whether the levels follow the values in the order of time; `nil` for no, as in models of before they could.
    var isAdaptive: Bool?

    private static let mostNodes = 8
    /// Width of the kernel in the logarithm of the lead.
    private static let width = 0.5

    init(nodes: [Node], longest: Double, isAdaptive: Bool?) {
        self.nodes = nodes
        self.longest = longest
        self.isAdaptive = isAdaptive
    }

    /// Learns from hidden values.
    ///
    /// - Parameters:
    ///   - ranks: at least one, of positive leads.
    ///   - span: time that the forecasts of all series cover together: at a lead that fills it there is but one independent value,
    ///     however many origins it is seen from. `nil` where clusters are independent.
    ///   - prior: independent values that "the levels are right as they are" counts as.
    /// - Complexity: O(nodes × n log n).
    init(_ ranks: [Rank], span: Double?, prior: Double) {
        let (centers, bandwidth, longest) = Self.centers(of: ranks)
        self.longest = longest
        let sorted = ranks.sorted { ($0.level, $0.lead, $0.weight) < ($1.level, $1.lead, $1.weight) }
        nodes = centers.map { center in
            Node(
                lead: center,
                levels: Self.levels(at: center, sorted, bandwidth: bandwidth, span, prior))
        }
    }

    /// The leads of the nodes for `ranks`, the width of the kernel about them, and the longest lead.
    static func centers(of ranks: [Rank]) -> (centers: [Double], bandwidth: Double, longest: Double) {
        let leads = ranks.map(\.lead).sorted()
        let (near, far) = (leads[leads.count / 50], leads[leads.count - 1 - leads.count / 50])
        let count = far > near ? min(mostNodes, 1 + Int(log(far / near) / width)) : 1
        let centers = (0..<count).map { index in
            count == 1 ? near : near * pow(far / near, Double(index) / Double(count - 1))
        }
        return (centers, count == 1 ? .infinity : width, leads[leads.count - 1])
    }

    /// How many independent values `ranks` with `weights` are at the lead `center`: as many equal weights of clusters would be as sure
    /// (Kish 1965), but no more than leads fill `span`.
    static func independent(_ ranks: [Rank], _ weights: [Double], span: Double?, at center: Double) -> Double {
        var byCluster: [Int: Double] = [:]
        for (rank, weight) in zip(ranks, weights) { byCluster[rank.cluster, default: 0] += weight }
        // In a fixed order: sums of floating point depend on it.
        let clusters = byCluster.sorted { $0.key < $1.key }.map(\.value)
        let total = clusters.reduce(0, +)
        guard total > 0 else { return 0 }
        let independent = total * total / clusters.reduce(0) { $0 + $1 * $1 }
        return span.map { min(independent, max($0 / center, 1)) } ?? independent
    }

    /// Levels as they are, tried up to the lead `longest`.
    init(unchangedUpTo longest: Double) {
        nodes = [Node(lead: longest, levels: Self.wanted)]
        self.longest = longest
    }

    private static func levels(at center: Double, _ sorted: [Rank], bandwidth: Double, _ span: Double?, _ prior: Double)
        -> [Double]
    {
        let weights = sorted.map { $0.kernel(at: center, bandwidth) }
        var cumulated = [0.0]
        cumulated.reserveCapacity(sorted.count + 1)
        for weight in weights { cumulated.append(cumulated[cumulated.count - 1] + weight) }
        let total = cumulated[cumulated.count - 1]
        guard total > 0 else { return wanted }
        let independent = independent(sorted, weights, span: span, at: center)
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
