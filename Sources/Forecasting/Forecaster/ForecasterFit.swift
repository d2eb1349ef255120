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
final class ClosedFormFit<Model: Forecaster>: ForecasterFit {
    private let fit: () throws -> Model
    private var found: Model?

    /// - Parameter fit: called once, by `run` or `forecaster`.
    init(_ fit: @escaping () throws -> Model) { self.fit = fit }

    var plannedEpochs: Int? { nil }
    var epochsDone: Int { found == nil ? 0 : 1 }

    func run(
        progress: (FitProgress) -> Void, afterEpoch: () throws -> Void, isCancelled: () -> Bool
    ) throws -> FitEnding {
        if isCancelled() { return .cancelled }
        found = try fit()
        return .finished
    }

    func forecaster() throws -> Model {
        let forecaster = try found ?? fit()
        found = forecaster
        return forecaster
    }

    func checkpoint(fingerprint: String) throws -> [UInt8]? { nil }
    func resume(_ checkpoint: [UInt8], fingerprint: String) throws -> Bool { false }
    func supplement(
        progress: (_ rival: String, FitProgress) -> Void, isCancelled: () -> Bool
    ) throws -> FitSupplement? { nil }
}
