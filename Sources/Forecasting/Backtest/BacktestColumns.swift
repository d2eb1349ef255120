import Foundation
import TimeSeries

/// What a candidate said of the points of a backtest, or of a part of them; not a number where it said nothing.
public struct BacktestColumns: Sendable {
    /// Means, `(points)`.
    public internal(set) var means: [Double] = []
    /// Standard deviations, `(points)`.
    public internal(set) var deviations: [Double] = []
    /// Continuous ranked probability scores, twice the mean pinball loss of 39 even levels, `(points)`.
    public internal(set) var rankedScores: [Double] = []
    /// Logarithmic scores, `(points)`.
    public internal(set) var logScores: [Double] = []
    /// Probability integral transforms, `(points)`.
    public internal(set) var transforms: [Double] = []
    /// Quantiles at ``BacktestPlan/levels``, `(points, levels)`.
    public internal(set) var quantiles: [Double] = []
    /// Energy scores of the times at which several variables are observed, each divided by its scale, `(joint times)`.
    var energies: [Double] = []
    /// Forecasts that failed: of an origin, or of a point.
    public internal(set) var failures = 0
    /// Why the first of them failed.
    public internal(set) var firstFailure: String?

    init() {}

    /// Nothing said of `points` points and `joints` joint times.
    init(points: Int, joints: Int, levels: Int) {
        func unknown(_ count: Int) -> [Double] { [Double](repeating: .nan, count: count) }
        means = unknown(points)
        deviations = unknown(points)
        rankedScores = unknown(points)
        logScores = unknown(points)
        transforms = unknown(points)
        quantiles = unknown(points * levels)
        energies = unknown(joints)
    }

    /// Whether anything was said of a point.
    public func isScored(_ point: Int) -> Bool { !means[point].isNaN }

    /// Counts a forecast that failed.
    mutating func noteFailure(_ reason: String) {
        failures += 1
        firstFailure = firstFailure ?? reason
    }

    /// Appends the next part.
    mutating func append(_ other: BacktestColumns) {
        means += other.means
        deviations += other.deviations
        rankedScores += other.rankedScores
        logScores += other.logScores
        transforms += other.transforms
        quantiles += other.quantiles
        energies += other.energies
        failures += other.failures
        firstFailure = firstFailure ?? other.firstFailure
    }
}

extension BacktestColumns {
    private var lists: [[Double]] {
        [means, deviations, rankedScores, logScores, transforms, quantiles, energies]
    }

    /// The numbers as bytes, which ``init(_:points:joints:levels:)`` reads back to the bit.
    func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        func add(_ bits: UInt64) { withUnsafeBytes(of: bits.littleEndian) { bytes += $0 } }
        bytes.reserveCapacity(8 * (lists.reduce(1) { $0 + $1.count }))
        for list in lists { for number in list { add(number.bitPattern) } }
        add(UInt64(failures))
        bytes += Array((firstFailure ?? "").utf8)
        return bytes
    }

    /// Reads what `encoded` wrote; `nil` where the bytes are of other counts.
    init?(_ bytes: [UInt8], points: Int, joints: Int, levels: Int) {
        self.init(points: points, joints: joints, levels: levels)
        let counts = lists.map(\.count)
        let total = counts.reduce(1, +)
        guard bytes.count >= 8 * total else { return nil }
        let words = bytes.withUnsafeBytes { raw in
            (0..<total).map { UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)) }
        }
        var place = 0
        func next(_ count: Int) -> [Double] {
            defer { place += count }
            return words[place..<place + count].map { Double(bitPattern: $0) }
        }
        means = next(counts[0])
        deviations = next(counts[1])
        rankedScores = next(counts[2])
        logScores = next(counts[3])
        transforms = next(counts[4])
        quantiles = next(counts[5])
        energies = next(counts[6])
        failures = Int(clamping: words[total - 1])
        let text = String(decoding: bytes[(8 * total)...], as: UTF8.self)
        firstFailure = text.isEmpty ? nil : text
    }
}
