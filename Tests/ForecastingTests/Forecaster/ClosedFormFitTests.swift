import Dispatch
import Foundation
import Synchronization
import Testing
import TimeSeries

@testable import Forecasting

/// Fits in closed form tell how far they are, and end when nobody waits any more.
@Suite struct ClosedFormFitTests {
    private static func forecaster() throws -> RuleForecaster<LastValueRule> {
        let data = SeriesCollection(
            variables: ["x"], names: ["a"], offsets: [0, 20], times: .numeric((0..<20).map(Double.init)),
            variableIndices: Array(repeating: 0, count: 20), values: (0..<20).map { sin(Double($0)) })
        return try RuleFit<LastValueRule>(data, seasons: .found).forecaster()
    }

    @Test func progressIsHeardAndTheModelComes() throws {
        let mayEnd = Atomic(false)
        let fit = ClosedFormFit { watch in
            watch.plan(4)
            watch.finishPart()
            while !mayEnd.load(ordering: .relaxed) { Thread.sleep(forTimeInterval: 0.01) }
            return try Self.forecaster()
        }
        var shares: [Double] = []
        let ending = try fit.run(
            progress: { progress in
                #expect(!progress.hasEpochs && progress.secondsLeft > 0)
                shares.append(progress.share)
                mayEnd.store(true, ordering: .relaxed)
            }, afterEpoch: {}, isCancelled: { false })
        guard case .finished = ending else {
            Issue.record("not finished")
            return
        }
        #expect(shares.first == 0.25 && fit.epochsDone == 1)
        #expect(try fit.forecaster().variables == ["x"])
    }

    @Test func cancellingEndsTheWaitAndTheWork() throws {
        let sawIt = DispatchSemaphore(value: 0)
        let fit = ClosedFormFit { watch in
            while !watch.isCancelled { Thread.sleep(forTimeInterval: 0.01) }
            sawIt.signal()
            return try Self.forecaster()
        }
        var looks = 0
        let ending = try fit.run(
            progress: { _ in }, afterEpoch: {},
            isCancelled: {
                looks += 1
                return looks > 2
            })
        guard case .cancelled = ending else {
            Issue.record("not cancelled")
            return
        }
        #expect(fit.epochsDone == 0)
        // The work hears of it: without a limit a fit that did not would hang here.
        sawIt.wait()
    }

    @Test func errorsOfTheWorkAreThrown() {
        let fit = ClosedFormFit<RuleForecaster<LastValueRule>> { _ in
            throw ForecastingError.tooLittleData(.noSeriesWithTwoTimes)
        }
        #expect(throws: ForecastingError.self) {
            try fit.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
        }
    }
}
