import Foundation

/// A Poisson process whose rate is constant between given times: over the data's span, or over a period that repeats.
public struct PiecewiseProcess: PointProcess, Hashable, Codable {
    /// Ascending edges of the pieces, one more than pieces; with a period, from 0 to the period.
    public let edges: [Double]
    /// The period after which the pieces repeat, `nil` for none: the first and the last piece then go on for ever.
    public let period: Double?
    /// Rate of each mark and piece: `(marks)(pieces)`.
    public var rates: [[Double]]

    /// Creates the process of the given pieces.
    public init(edges: [Double], period: Double?, rates: [[Double]]) {
        precondition(edges.count >= 2 && zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }, "edges \(edges)")
        precondition(rates.allSatisfy { $0.count == edges.count - 1 }, "rates for other than \(edges.count - 1) pieces")
        self.edges = edges
        self.period = period
        self.rates = rates
    }

    public var markCount: Int { rates.count }
    public var isPoisson: Bool { true }
    public func path(for sequence: EventSequence) -> any IntensityPath { Path(process: self) }

    /// The piece in which `time` lies. An edge belongs to the piece that begins there.
    func piece(at time: Double) -> Int {
        let phase = period.map { time - $0 * (time / $0).rounded(.down) } ?? time
        var low = 0
        var high = edges.count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if edges[middle] <= phase { low = middle } else { high = middle }
        }
        return low
    }

    /// Calls `body` with each piece that meets `from ... to` and the length that it covers.
    func forEachPiece(from: Double, to: Double, _ body: (_ piece: Int, _ length: Double) -> Void) {
        var time = from
        while time < to {
            var end = to
            let piece: Int
            if let period {
                let turn = (time / period).rounded(.down)
                piece = self.piece(at: time)
                // Rounding may leave the time at an edge; go on from there.
                end = min(to, max(turn * period + edges[piece + 1], time.nextUp))
            } else {
                piece = self.piece(at: time)
                if piece < edges.count - 2 { end = min(to, edges[piece + 1]) }
            }
            body(piece, end - time)
            time = end
        }
    }

    struct Path: IntensityPath {
        let process: PiecewiseProcess
        func logIntensity(at time: Double, mark: Int) -> Double { log(process.rates[mark][process.piece(at: time)]) }
        func compensator(from: Double, to: Double, mark: Int) -> Double {
            var sum = 0.0
            process.forEachPiece(from: from, to: to) { piece, length in sum += process.rates[mark][piece] * length }
            return sum
        }
        func reach(from time: Double) -> Double {
            (process.edges[process.edges.count - 1] - process.edges[0]) / Double(process.edges.count - 1)
        }
        func bound(from: Double, to: Double) -> Double {
            var most = 0.0
            func take(_ piece: Int) { most = max(most, process.rates.reduce(0) { $0 + $1[piece] }) }
            process.forEachPiece(from: from, to: to) { piece, _ in take(piece) }
            take(process.piece(at: to))
            return most
        }
    }
}
