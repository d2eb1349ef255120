import Foundation
import Lanes

/// How the errors of a rule go together, over time and across channels: what makes samples paths.
struct RuleDependence: Codable, Sendable {
    /// Of each channel.
    let memories: [PathMemory]
    /// `nil` where no channels go together.
    let coupling: PathCoupling?

    /// Errors of a channel that are looked at.
    private static let budget = 60_000

    /// Learns from the errors by which the spreads were learned.
    ///
    /// - Parameters:
    ///   - misses: of each channel and series, by anchor and lead; empty where the series has nothing of the channel.
    ///   - spreads: of each channel.
    /// - Complexity: O(errors · log).
    init(misses: [[[LeadSpread.Miss]]], spreads: [LeadSpread]) {
        var products: [PathProducts] = []
        var scores: [[PathCoupling.Score]] = []
        for (all, spread) in zip(misses, spreads) {
            let count = all.reduce(0) { $0 + $1.count }
            let step = max(1, (count + Self.budget - 1) / Self.budget)
            var forecasts: [[(lead: Double, score: Double)]] = []
            var own: [PathCoupling.Score] = []
            // Of more series every `step`-th.
            for series in stride(from: 0, to: all.count, by: step) {
                var anchor: Double?
                for miss in all[series] {
                    if miss.anchor != anchor { forecasts.append([]) }
                    anchor = miss.anchor
                    let score = spread.normalScore(of: miss)
                    forecasts[forecasts.count - 1].append((miss.lead, score))
                    own.append(
                        .init(forecast: series, anchor: miss.anchor, time: miss.anchor + miss.lead, value: score))
                }
            }
            products.append(PathProducts(forecasts))
            scores.append(own)
        }
        memories = PathMemory.learned(from: products)
        let memories = memories
        coupling = PathCoupling(learning: scores) { memories[$0].affinity(to: memories[$1]) }
    }

    /// The paths that channel `index` is a sum of, with their weights.
    func weights(of index: Int) -> [(path: Int, weight: Double)] {
        coupling?.weights(of: index) ?? [(path: index, weight: 1)]
    }

    /// Whether it is of so many channels.
    func suits(_ channels: Int) -> Bool {
        memories.count == channels && coupling.map { $0.suits(channels) } ?? true
    }
}

extension LeadSpread {
    /// The standard normal number whose probability is that of an error below the one observed.
    func normalScore(of miss: Miss) -> Double {
        standardNormalQuantile(QuantileDistribution(values: errors(at: miss.lead)).probability(below: miss.error))
    }
}
