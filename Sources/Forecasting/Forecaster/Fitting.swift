import Foundation
import Synchronization
import TimeSeries

/// A fit that goes on in a thread of its own: watch it, wait for it, cancel it.
///
///     let fitting = Fitting(series)
///     for await step in fitting.progress { print(step.epoch, step.epochs) }
///     let model = try await fitting.forecaster
///
/// Cancelling the task that waits for ``forecaster`` cancels the fit.
public final class Fitting: Sendable {
    /// The fit's progress, after every epoch and during long ones; ends with the fit. Values nobody has taken are dropped but
    /// for the latest 64. For one reader.
    public let progress: AsyncStream<FitProgress>
    private let stream: AsyncStream<FitProgress>.Continuation
    private let state = Mutex(State())

    private struct State {
        var isCancelled = false
        var result: Result<any Forecaster, any Error>?
        var waiting: [CheckedContinuation<any Forecaster, any Error>] = []
    }

    /// Begins to fit a model of `kind` to `collection`.
    ///
    /// - Parameters:
    ///   - collection: the series to learn from.
    ///   - kind: the kind of forecaster.
    ///   - settings: what the kind reads of them.
    ///   - threads: `nil` for one a processor; it never changes the model.
    public init(
        _ collection: SeriesCollection, kind: ForecasterKind = .standard, settings: FitSettings = FitSettings(),
        threads: Int? = nil
    ) {
        (progress, stream) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
        let context = FitContext(threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
        let thread = Thread { [self] in
            let result = Result { try fitted(collection, kind, settings, context) }
            stream.finish()
            let waiting = state.withLock { state in
                state.result = result
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume(with: result) }
        }
        thread.name = "continuum-fit"
        thread.stackSize = 8 << 20
        thread.start()
    }

    private func fitted(
        _ collection: SeriesCollection, _ kind: ForecasterKind, _ settings: FitSettings, _ context: FitContext
    ) throws -> any Forecaster {
        let fit = try kind.fit(collection, settings, context)
        let ending = try fit.run(
            progress: { stream.yield($0) }, afterEpoch: {},
            isCancelled: { state.withLock { $0.isCancelled } })
        if case .cancelled = ending { throw CancellationError() }
        return try fit.forecaster()
    }

    /// Ends the fit before its next update; ``forecaster`` then throws `CancellationError`.
    public func cancel() { state.withLock { $0.isCancelled = true } }

    /// The model, once it is fitted.
    ///
    /// - Throws: why there is none; `CancellationError` where it was cancelled.
    public var forecaster: any Forecaster {
        get async throws {
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    let result = state.withLock { state in
                        if state.result == nil { state.waiting.append(continuation) }
                        return state.result
                    }
                    if let result { continuation.resume(with: result) }
                }
            } onCancel: {
                cancel()
            }
        }
    }
}
