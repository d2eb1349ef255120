import Foundation

/// A point process that can be scored, simulated, forecast and criticised.
///
/// One that can be fitted and stored has a folder of its own and a line in `IntensityKind.allCases`; see `FittedProcess`.
public protocol PointProcess: Sendable {
    /// Number of marks.
    var markCount: Int { get }
    /// True if the intensity does not depend on the events: counts are then Poisson.
    var isPoisson: Bool { get }
    /// The conditional intensity at the start of `sequence`, before its first event.
    func path(for sequence: EventSequence) throws(EventError) -> any IntensityPath
}

/// λ(t | history), walked forward in time.
///
/// Between two calls of `observe` nothing happens; times asked are not before the last one observed.
public protocol IntensityPath {
    /// log λ of `mark` at `time`: the left limit, what happens at `time` itself not counted.
    func logIntensity(at time: Double, mark: Int) -> Double
    /// ∫ λ of `mark` over `from ... to`, no event in between.
    func compensator(from: Double, to: Double, mark: Int) -> Double
    /// Length of the interval from `time` on for which `bound` is tight enough to thin by.
    func reach(from time: Double) -> Double
    /// An upper bound of Σ λ over the marks on `from ... to`, no event in between.
    func bound(from: Double, to: Double) -> Double
    /// A window of exposure begins.
    mutating func beginWindow(at time: Double)
    /// An event happens.
    mutating func observe(_ time: Double, mark: Int)
}

extension IntensityPath {
    /// Does nothing: for intensities that do not depend on the past.
    public mutating func beginWindow(at time: Double) {}
    /// Does nothing: for intensities that do not depend on the past.
    public mutating func observe(_ time: Double, mark: Int) {}
}

extension PointProcess {
    /// Σ λ over the marks, and its compensator.
    func total(_ path: any IntensityPath, at time: Double) -> Double {
        var sum = 0.0
        for mark in 0..<markCount { sum += exp(path.logIntensity(at: time, mark: mark)) }
        return sum
    }

    func totalCompensator(_ path: any IntensityPath, from: Double, to: Double) -> Double {
        guard to > from else { return 0 }
        var sum = 0.0
        for mark in 0..<markCount { sum += path.compensator(from: from, to: to, mark: mark) }
        return sum
    }
}
