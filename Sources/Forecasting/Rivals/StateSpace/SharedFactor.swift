import Foundation
import Lanes
import StateSpace

/// Couples the channels of a collection by a factor that all of them share, where the evidence bears it out.
///
/// Each channel keeps its own terms, whose deviations are learned anew beside the factor: a Matérn-3/2 or Matérn-1/2 process of
/// deviation 1 with a loading on each channel.
struct SharedFactor {
    /// Channels that may be coupled, and states that the joint model may have.
    private static let channels = 2...8
    private static let mostStates = 60
    /// Rows of all channels together that it is learned from.
    private static let budget = 2000
    /// Correlation of what the channels' own models leave below which nothing is tried.
    private static let leastCorrelation = 0.1
    /// Evidence in nats that the factor must add.
    private static let leastGain = 3.0

    private let models: [ChannelModel]
    private let extent: DataExtent
    private let parts: [ObservationRows]
    /// The channels side by side, without a factor.
    private let separate: LinearModel

    /// - Parameters:
    ///   - models: of each channel.
    ///   - histories: times since the series' first row in the model's unit, `(channels)(series)`.
    init?(_ models: [ChannelModel], _ histories: [[ChannelHistory]], _ extent: DataExtent, _ random: Philox4x32) {
        guard Self.channels.contains(models.count) else { return nil }
        self.models = models
        self.extent = extent
        separate = Self.sideBySide(models.map(\.model))
        guard separate.stateSize + 2 <= Self.mostStates else { return nil }
        var parts: [ObservationRows] = []
        var left = Self.budget
        let series = histories[0].count
        for index in random.permutation(count: series, .trainingRows, epoch: 0x1FF) where left > 0 {
            // Of a long series the last rows.
            let limit = max(left / models.count, 1)
            let latest = histories.map { Array($0[index].times.suffix(limit)) }.compactMap(\.first).max() ?? 0
            let cut = histories.map { channel -> ChannelHistory in
                let first = channel[index].times.firstIndex { $0 >= latest } ?? channel[index].times.count
                let long = channel[index].times.count > limit
                return long ? channel[index].rows(Array(first..<channel[index].times.count)) : channel[index]
            }
            let origin = cut.compactMap(\.times.first).min() ?? 0
            var rows = ObservationRows(models, cut.map { $0.since(origin, unit: 1) })
            guard rows.count > 1 else { continue }
            rows.weights =
                separate.screened(
                    rows, degrees: models.map { $0.degrees ?? .infinity }, limit: ChannelModel.outlierLimit
                ).weights
            parts.append(rows)
            left -= rows.count
        }
        guard !parts.isEmpty else { return nil }
        self.parts = parts
    }

    /// The channels' terms with loadings on their channel alone.
    private static func sideBySide(_ models: [LinearModel]) -> LinearModel {
        var components: [LinearModel.Component] = []
        for (channel, model) in models.enumerated() {
            for component in model.components {
                let loadings = models.indices.map { $0 == channel ? component.loadings[0] : 0 }
                components.append(.init(component.term, loadings: loadings))
            }
        }
        return LinearModel(
            components: components, noise: models.map { $0.noise[0] }, means: models.map { $0.means[0] })
    }

    /// The coupled model, where it is worth it; with the evidence that the factor adds, in nats.
    func best() -> (model: LinearModel, gain: Double)? {
        guard let direction = leadingDirection() else { return nil }
        let search = LikelihoodSearch(parts: parts)
        // The separate model gets the same chance to be learned anew.
        guard
            let alone = search.maximize([separate], prior(separate, hasFactor: false), iterations: 15)
        else { return nil }
        var best: (model: LinearModel, gain: Double)?
        for isSmooth in [true, false] {
            let starts = [3 * extent.gap, (extent.span * extent.gap).squareRoot(), extent.span / 3].map { length in
                var model = alone.model
                let term: ProcessTerm =
                    isSmooth
                    ? .matern32(deviation: 1, lengthScale: length) : .matern12(deviation: 1, lengthScale: length)
                model.components.append(.init(term, loadings: direction))
                return model
            }
            guard let found = search.maximize(starts, prior(starts[1], hasFactor: true), iterations: 40) else {
                continue
            }
            let gain = found.evidence(rows: search.count) - alone.evidence(rows: search.count)
            if gain > max(Self.leastGain, best?.gain ?? 0) { best = (found.model, gain) }
        }
        return best
    }

    /// Deviations, diffusions and noise are learned around what was found, and of the factor its length scale and loadings.
    private func prior(_ model: LinearModel, hasFactor: Bool) -> LikelihoodSearch.Prior {
        var centers = model.parameters
        let factor = hasFactor ? model.components.count - 1 : -1
        let deviations = model.parameterKinds.enumerated().map { index, kind -> Double? in
            switch kind {
            case .term(let component, let number) where component == factor:
                return number == .lengthScale ? 1.5 : nil
            case .term(_, .deviation), .term(_, .diffusion): return 1
            case .noise: return 1
            case .loading(let component, _) where component == factor:
                // A loading of no channel is the simplest.
                centers[index] = 0
                return 1.01
            case .term, .loading, .mean: return nil
            }
        }
        return LikelihoodSearch.Prior(centers: centers, deviations: deviations)
    }

    /// Loadings to begin with: the leading direction of the correlations between what the channels' models leave at common times;
    /// `nil` where there is next to none.
    private func leadingDirection() -> [Double]? {
        let count = models.count
        var products = [[Double]](repeating: Array(repeating: 0, count: count), count: count)
        var counts = products
        for rows in parts {
            let found = separate.screened(rows, limit: ChannelModel.outlierLimit)
            var begin = 0
            while begin < rows.count {
                var end = begin + 1
                while end < rows.count, rows.times[end] == rows.times[begin] { end += 1 }
                for a in begin..<end {
                    for b in begin..<end where rows.channels[a] != rows.channels[b] {
                        func standard(_ k: Int) -> Double {
                            let noise = separate.noise[rows.channels[k]]
                            let z = found.residuals[k] / (found.variances[k] + noise * noise).squareRoot()
                            return min(max(z, -3), 3)
                        }
                        products[rows.channels[a]][rows.channels[b]] += standard(a) * standard(b)
                        counts[rows.channels[a]][rows.channels[b]] += 1
                    }
                }
                begin = end
            }
        }
        var correlations = products
        var largest = 0.0
        for a in 0..<count {
            for b in 0..<count where a != b {
                correlations[a][b] = counts[a][b] >= 20 ? products[a][b] / counts[a][b] : 0
                largest = max(largest, abs(correlations[a][b]))
            }
            correlations[a][a] = 1
        }
        guard largest >= Self.leastCorrelation else { return nil }
        // Power iteration from the channel with the strongest correlations.
        let sums = correlations.map { $0.reduce(0) { $0 + abs($1) } }
        let strongest = sums.indices.max { (sums[$0], -$0) < (sums[$1], -$1) } ?? 0
        var vector = correlations[strongest]
        for _ in 0..<50 {
            let next = correlations.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
            let norm = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard norm > 0 else { return nil }
            vector = next.map { $0 / norm }
        }
        return vector.map { 0.5 * $0 }
    }
}
