import Foundation

/// A homogeneous Poisson process: λ = a constant for each mark.
public struct ConstantProcess: PointProcess, Hashable, Codable {
    /// Rate of each mark.
    public var rates: [Double]

    /// Creates the process of the given rates.
    public init(rates: [Double]) { self.rates = rates }

    public var markCount: Int { rates.count }
    public var isPoisson: Bool { true }
    public func path(for sequence: EventSequence) -> any IntensityPath { Path(rates: rates) }

    struct Path: IntensityPath {
        let rates: [Double]
        func logIntensity(at time: Double, mark: Int) -> Double { log(rates[mark]) }
        func compensator(from: Double, to: Double, mark: Int) -> Double { rates[mark] * (to - from) }
        func reach(from time: Double) -> Double { .infinity }
        func bound(from: Double, to: Double) -> Double { rates.reduce(0, +) }
    }
}
