import Foundation

/// How the errors of one forecast at two leads go together, as the correlation of their normal scores:
/// ω √(h / k) + (1 − ν − ω) e^(−(k − h) / ℓ) at leads h < k, and 1 at h = k.
///
/// The first part is a random walk's, the second an Ornstein–Uhlenbeck process', whose ℓ may be longer than any lead: errors that
/// grow with one slope. The rest ν is noise, independent from time to time.
struct PathMemory: Codable, Sendable, Equatable {
    /// Share ν of the noise.
    let noise: Double
    /// Share ω of the random walk.
    let walk: Double
    /// Time ℓ in which the correlation of the rest falls by e: seconds, or the data's own unit.
    let length: Double

    /// The correlation of scores at two leads above zero.
    func correlation(_ a: Double, _ b: Double) -> Double {
        guard a != b else { return 1 }
        return walk * (min(a, b) / max(a, b)).squareRoot() + (1 - noise - walk) * exp(-abs(a - b) / length)
    }

    /// The correlation at one time of two paths of one ℓ that are made of the same numbers in other shares.
    func affinity(to other: PathMemory) -> Double {
        let rest = (max(1 - noise - walk, 0) * max(1 - other.noise - other.walk, 0)).squareRoot()
        return (noise * other.noise).squareRoot() + (walk * other.walk).squareRoot() + rest
    }

    /// Steps of the shares that are tried.
    private static let steps = 20

    /// Learns from products of scores, with one ℓ for all channels, so that what goes together at one time can be told of them.
    ///
    /// Least squares, each cell of leads weighing by its number of products; of fits that err alike the one with more noise.
    ///
    /// - Parameter products: of each channel.
    /// - Returns: one for each channel; noise alone where a channel has no products.
    /// - Complexity: O(lengths · channels · cells).
    static func learned(from products: [PathProducts]) -> [PathMemory] {
        let distances = products.flatMap { $0.cells.map { $0.late - $0.early } }
        guard let least = distances.min(), let most = distances.max(), least > 0 else {
            return products.map { _ in PathMemory(noise: 1, walk: 0, length: 1) }
        }
        var best: (memories: [PathMemory], error: Double)?
        var length = least / 2
        while length < 64 * most {
            let found = products.map { shares(of: $0, length: length) }
            let error = found.reduce(0) { $0 + $1.error }
            if best.map({ error < $0.error - 1e-12 }) ?? true { best = (found.map(\.memory), error) }
            length *= 2
        }
        return best?.memories ?? products.map { _ in PathMemory(noise: 1, walk: 0, length: least) }
    }

    /// The shares that fit a channel best under ℓ, and the weighed sum of squares.
    private static func shares(of products: PathProducts, length: Double) -> (memory: PathMemory, error: Double) {
        // Sums of squares and products of the mean product and the two correlations.
        var (pp, pw, pe, ww, we, ee) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for cell in products.cells {
            let walk = (cell.early / cell.late).squareRoot()
            let rest = exp(-(cell.late - cell.early) / length)
            pp += cell.count * cell.product * cell.product
            pw += cell.count * cell.product * walk
            pe += cell.count * cell.product * rest
            ww += cell.count * walk * walk
            we += cell.count * walk * rest
            ee += cell.count * rest * rest
        }
        var best = (memory: PathMemory(noise: 1, walk: 0, length: length), error: pp)
        for steps in 1...Self.steps {
            for share in 0...steps {
                let w = Double(share) / Double(Self.steps)
                let e = Double(steps - share) / Double(Self.steps)
                let error = pp + w * w * ww + e * e * ee + 2 * (w * e * we - w * pw - e * pe)
                if error < best.error - 1e-12 {
                    best = (PathMemory(noise: max(0, 1 - w - e), walk: w, length: length), error)
                }
            }
        }
        return best
    }
}

/// Mean products of the normal scores of errors at two leads of one forecast, in cells of both leads' logarithms.
struct PathProducts {
    /// Products whose leads are alike.
    struct Cell {
        /// Mean of the shorter and of the longer leads.
        var early: Double
        var late: Double
        /// Mean product over the mean square of all scores.
        var product: Double
        var count: Double
    }

    private(set) var cells: [Cell] = []

    /// Scores further out count as this: a few wild ones would rule the products.
    private static let cut = 2.5

    /// - Parameter forecasts: leads, ascending, and scores of each forecast.
    /// - Complexity: O(n log leads).
    init(_ forecasts: [[(lead: Double, score: Double)]]) {
        var square = (sum: 0.0, count: 0.0)
        var found: [SIMD2<Int32>: Cell] = [:]
        func cut(_ score: Double) -> Double { min(max(score, -Self.cut), Self.cut) }
        for forecast in forecasts {
            for (place, late) in forecast.enumerated() {
                square.sum += cut(late.score) * cut(late.score)
                square.count += 1
                for back in [1, 2, 4, 8] where back <= place {
                    let early = forecast[place - back]
                    guard early.lead > 0, late.lead > early.lead else { continue }
                    // Cells of half an octave.
                    let key = SIMD2(
                        Int32((2 * log2(early.lead)).rounded(.down)), Int32((2 * log2(late.lead)).rounded(.down)))
                    var cell = found[key] ?? Cell(early: 0, late: 0, product: 0, count: 0)
                    cell.count += 1
                    cell.early += (early.lead - cell.early) / cell.count
                    cell.late += (late.lead - cell.late) / cell.count
                    cell.product += (cut(early.score) * cut(late.score) - cell.product) / cell.count
                    found[key] = cell
                }
            }
        }
        let variance = max(square.sum / max(square.count, 1), 1e-12)
        cells = found.sorted { ($0.key.x, $0.key.y) < ($1.key.x, $1.key.y) }.map(\.value)
        for index in cells.indices { cells[index].product /= variance }
    }
}
