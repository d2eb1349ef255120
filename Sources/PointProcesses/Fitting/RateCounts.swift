import Foundation
import Numerics

/// Events and exposure of a rate that is constant where it holds: N / T with standard error √N / T.
public struct RateCounts: Sendable, Hashable, Codable {
    /// Events of each mark and piece: `(marks)(pieces)`.
    var events: [[Double]]
    /// Exposure of each piece.
    var exposure: [Double]

    /// Probability of the bound that is given for a rate without events.
    static let bound = 0.95

    package func estimates(names: [String]) -> [ParameterEstimate] {
        var found: [ParameterEstimate] = []
        for (mark, row) in events.enumerated() {
            for (piece, n) in row.enumerated() {
                let name = names[mark * exposure.count + piece]
                let time = exposure[piece]
                guard time > 0 else {
                    found.append(ParameterEstimate(name: name, value: 0))
                    continue
                }
                var estimate = ParameterEstimate(name: name, value: n / time)
                if n > 0 {
                    estimate.standardError = n.squareRoot() / time
                    estimate.low = n / time * exp(-1.959963984540054 / n.squareRoot())
                    estimate.high = n / time * exp(1.959963984540054 / n.squareRoot())
                } else {
                    estimate.low = 0
                    estimate.high = -log(1 - Self.bound) / time
                }
                found.append(estimate)
            }
        }
        return found
    }

    /// Rates drawn from their posterior under Jeffreys' prior, a gamma distribution of shape N + ½ and rate T.
    func draw(_ uniform: () -> Double) -> [[Double]] {
        events.map { row in
            zip(row, exposure).map { n, time in time > 0 ? gammaQuantile(n + 0.5, uniform()) / time : 0 }
        }
    }
}
