import Dispatch
import Foundation
import Synchronization

/// A fit under way: run it, then take the forecaster. Used by one thread at a time.
public protocol ForecasterFit: AnyObject {
    /// What is fitted.
    associatedtype Model: Forecaster

    /// Epochs that will be run at most; `nil` for a fit in closed form.
    var plannedEpochs: Int? { get }
    /// Epochs done.
    var epochsDone: Int { get }

    /// Learns until done, out of time, or cancelled.
    ///
    /// - Parameters:
    ///   - progress: called after every epoch, and during long ones.
    ///   - afterEpoch: called after every epoch, for checkpoints.
    ///   - isCancelled: asked before every update.
    func run(
        progress: (FitProgress) -> Void, afterEpoch: () throws -> Void, isCancelled: () -> Bool
    ) throws -> FitEnding

    /// The model with the best weights so far.
    func forecaster() throws -> Model

    /// Everything needed to go on to the same bits, after the last whole epoch; `nil` where there is nothing to go on from.
    ///
    /// - Parameter fingerprint: of the data.
    func checkpoint(fingerprint: String) throws -> [UInt8]?

    /// Goes on from `checkpoint`; returns whether it belongs to a fit of the same data and settings.
    func resume(_ checkpoint: [UInt8], fingerprint: String) throws -> Bool

    /// After the fit: fits what the settings ask the model to be compared with. `nil` where they ask for nothing.
    ///
    /// - Parameters:
    ///   - progress: called with the name of the rival that is being fitted.
    ///   - isCancelled: asked before every update.
    /// - Throws: `CancellationError` where it was cancelled.
    func supplement(
        progress: (_ rival: String, FitProgress) -> Void, isCancelled: () -> Bool
    ) throws -> FitSupplement?
}

/// What a comparison after a fit found.
public struct FitSupplement: Sendable {
    /// For people, line by line.
    public let lines: [FactText]
    /// For programs: named parts of a document.
    public let sections: [String: any Encodable & Sendable]
}

/// The fit of a model in closed form: one step, nothing to resume.
///
/// It runs on a thread of its own, so that whoever waits hears of its progress and can cancel it at any time.
final class ClosedFormFit<Model: Forecaster>: ForecasterFit {
    private let fit: @Sendable (FitWatch) throws -> Model
    private var found: Model?

    /// Seconds between two looks at the thread.
    private static var interval: Double { 0.05 }

    /// - Parameter fit: called once, by `run` or `forecaster`; it tells the watch how far it has come, and ends early where that is
    ///   cancelled, with any result or error.
    init(_ fit: @escaping @Sendable (FitWatch) throws -> Model) { self.fit = fit }

    var plannedEpochs: Int? { nil }
    var epochsDone: Int { found == nil ? 0 : 1 }

    func run(
        progress: (FitProgress) -> Void, afterEpoch: () throws -> Void, isCancelled: () -> Bool
    ) throws -> FitEnding {
        if isCancelled() { return .cancelled }
        let watch = FitWatch()
        let result = FitResult<Model>()
        let thread = Thread { [fit] in result.set(Result { try fit(watch) }) }
        thread.name = "continuum-closed-form"
        thread.stackSize = 8 << 20
        thread.start()
        let begin = ContinuousClock.now
        while !result.wait(seconds: Self.interval) {
            if isCancelled() {
                watch.cancel()
                return .cancelled
            }
            let share = watch.share
            guard share > 0 else { continue }
            let elapsed = (ContinuousClock.now - begin) / .seconds(1)
            progress(FitProgress(share: share, secondsLeft: elapsed * (1 - share) / share))
        }
        found = try result.value?.get()
        return .finished
    }

    func forecaster() throws -> Model {
        let forecaster = try found ?? fit(FitWatch())
        found = forecaster
        return forecaster
    }

    func checkpoint(fingerprint: String) throws -> [UInt8]? { nil }
    func resume(_ checkpoint: [UInt8], fingerprint: String) throws -> Bool { false }
    func supplement(
        progress: (_ rival: String, FitProgress) -> Void, isCancelled: () -> Bool
    ) throws -> FitSupplement? { nil }
}

/// What a thread leaves for the one that started it.
private final class FitResult<Model: Forecaster>: Sendable {
    private let result = Mutex<Result<Model, any Error>?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    var value: Result<Model, any Error>? { result.withLock { $0 } }

    func set(_ found: sending Result<Model, any Error>) {
        result.withLock { $0 = found }
        isThere.signal()
    }

    /// Whether the result came within the time.
    func wait(seconds: Double) -> Bool { isThere.wait(timeout: .now() + seconds) == .success }
}
