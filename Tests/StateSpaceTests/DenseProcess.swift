import Foundation
import Numerics
import StateSpace

/// The reference: the same process by its kernel and a dense covariance, O(n³).
struct DenseProcess {
    let model: LinearModel
    let rows: ObservationRows
    private let factor: CholeskyFactor
    private let weighted: [Double]

    init?(_ model: LinearModel, _ rows: ObservationRows) {
        self.model = model
        self.rows = rows
        let points = (0..<rows.count).map { ProcessPoint(time: rows.times[$0], channel: rows.channels[$0]) }
        var covariance = points.map { a in points.map { b in Self.covariance(model, a, b, origin: rows.origin) } }
        for index in 0..<rows.count {
            let row = rows[index]
            let noise = model.noise[row.channel]
            covariance[index][index] += (noise * noise + row.errorVariance) / row.weight
        }
        guard let factor = CholeskyFactor(covariance) else { return nil }
        self.factor = factor
        weighted = factor.solve((0..<rows.count).map { rows.values[$0] - model.means[rows.channels[$0]] })
    }

    var logLikelihood: Double {
        var sum = 0.0
        for index in 0..<rows.count {
            let residual = rows.values[index] - model.means[rows.channels[index]]
            sum -= 0.5 * (residual * weighted[index] + log(2 * .pi)) + log(factor.rows[index][index])
        }
        return sum
    }

    /// Mean and covariance at points given all rows.
    func posterior(at points: [ProcessPoint]) -> (means: [Double], covariance: [[Double]]) {
        let cross = points.map { point in
            (0..<rows.count).map {
                Self.covariance(
                    model, point, ProcessPoint(time: rows.times[$0], channel: rows.channels[$0]), origin: rows.origin)
            }
        }
        let solved = cross.map { factor.solve($0) }
        let means = points.indices.map { i in
            model.means[points[i].channel] + zip(cross[i], weighted).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let covariance = points.indices.map { i in
            points.indices.map { j in
                Self.covariance(model, points[i], points[j], origin: rows.origin)
                    - zip(cross[i], solved[j]).reduce(0) { $0 + $1.0 * $1.1 }
            }
        }
        return (means, covariance)
    }

    static func covariance(_ model: LinearModel, _ a: ProcessPoint, _ b: ProcessPoint, origin: Double) -> Double {
        model.components.reduce(0) {
            $0 + $1.loadings[a.channel] * $1.loadings[b.channel]
                * kernel($1.term, a.time - origin, b.time - origin)
        }
    }

    /// k(s, t), times from the origin.
    static func kernel(_ term: ProcessTerm, _ s: Double, _ t: Double) -> Double {
        let lag = abs(s - t)
        switch term {
        case .constant(let deviation): return deviation * deviation
        case .matern12(let deviation, let scale): return deviation * deviation * exp(-lag / scale)
        case .matern32(let deviation, let scale):
            let u = 3.0.squareRoot() * lag / scale
            return deviation * deviation * (1 + u) * exp(-u)
        case .matern52(let deviation, let scale):
            let u = 5.0.squareRoot() * lag / scale
            return deviation * deviation * (1 + u + u * u / 3) * exp(-u)
        case .level(let diffusion, let start):
            let shared = s * t > 0 ? min(abs(s), abs(t)) : 0
            return start * start + diffusion * diffusion * shared
        case .slope(let diffusion, let start, let startSlope):
            let (low, high) = s * t > 0 ? (min(abs(s), abs(t)), max(abs(s), abs(t))) : (0, 0)
            return start * start + startSlope * startSlope * s * t
                + diffusion * diffusion * low * low * (3 * high - low) / 6
        case .quasiPeriodic(let deviation, let period, let scale, let harmonics):
            let weights = (1...harmonics).map { 1 / Double($0 * $0) }
            let sum = zip(1...harmonics, weights).reduce(0) { $0 + $1.1 * cos(2 * .pi * Double($1.0) * lag / period) }
            return deviation * deviation * exp(-lag / scale) * sum / weights.reduce(0, +)
        }
    }
}
