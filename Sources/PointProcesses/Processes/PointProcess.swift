import Foundation

/// A point process that can be scored, simulated, forecast and criticised.
///
/// A new intensity is one new file with a type that conforms, and one line in `EventModel`.
public protocol PointProcess: Sendable {
    /// Number of marks.
    var markCount: Int { get }
    /// Whether what happens does not change what is to come: counts are then Poisson given the intensity.
    var isPoisson: Bool { get }
    /// The conditional intensity at the begin of `sequence`, before anything has happened.
    func path(for sequence: EventSequence) throws(EventError) -> any IntensityPath
}

/// λ(t | history), walked forward in time.
///
/// Between two calls of `observe` nothing happens; times asked are not before the last one observed.
public protocol IntensityPath {
    /// log λ of `mark` at `time`: the left limit, what happens at `time` itself not counted.
    func logIntensity(at time: Double, mark: Int) -> Double
    /// ∫ λ of `mark` over `from ... to` while nothing happens.
    func compensator(from: Double, to: Double, mark: Int) -> Double
    /// A length over which `bound` is worth asking for from `time` on.
    func reach(from time: Double) -> Double
    /// A number that Σ λ over the marks does not exceed anywhere on `from ... to` while nothing happens.
    func bound(from: Double, to: Double) -> Double
    /// A window of exposure begins.
    mutating func beginWindow(at time: Double)
    /// An event happens.
    mutating func observe(_ time: Double, mark: Int)
}

extension IntensityPath {
    /// Does nothing: for processes that forget.
    public mutating func beginWindow(at time: Double) {}
    /// Does nothing: for processes that forget.
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
