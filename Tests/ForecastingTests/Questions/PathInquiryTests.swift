import Testing
import TimeSeries

@testable import Forecasting

/// Questions to a forecaster whose paths are known.
@Suite struct PathInquiryTests {
    /// Series a: x at 0, 2, 4, 6 and y at 6; series b: one value of y at 3.
    private static let data: SeriesCollection = {
        var data = SeriesBuilder(variables: ["x", "y"])
        for time in [0.0, 2, 4] { data["a"].append(time: time, ["x": 10]) }
        data["a"].append(time: 6, ["x": 7, "y": 1])
        data["b"].append(time: 3, ["y": 2])
        return (try? data.build())
            ?? SeriesCollection(
                variables: [], names: [], offsets: [0], times: .numeric([]), variableIndices: [], values: [])
    }()

    /// Sample s of x falls from 7 at 6 with slope 1 + s; y is the time, plus s.
    private static let paths = KnownPaths { time, channel, sample in
        channel == 0 ? 7 - (time - 6) * Double(1 + sample) : time + Double(sample)
    }

    private func answers(
        _ question: PathQuestion, _ variables: [String] = ["x"], samples: Int = 4, step: Double? = nil,
        series: [Int]? = nil, asOf: Moment? = nil
    ) throws -> [PathAnswer] {
        var inquiry = PathInquiry(question, of: variables)
        inquiry.samples = samples
        inquiry.step = step
        inquiry.asOf = asOf
        return try inquiry.answers(of: Self.paths, about: Self.data, series: series)
    }

    private func passage(_ answer: PathAnswer) throws -> FirstPassage {
        guard case .passage(let passage) = answer.finding else {
            throw ForecastingError.unsuitableValues(.beyondRange)
        }
        return passage
    }

    private func total(_ answer: PathAnswer) throws -> PathValues {
        switch answer.finding {
        case .total(let values), .value(let values, _): return values
        case .passage, .failure: throw ForecastingError.unsuitableValues(.beyondRange)
        }
    }

    @Test func passagesOfStraightPathsAreExact() throws {
        let found = try passage(answers(.firstPassage(LevelCondition(.below, 1), horizon: 20), series: [0])[0])
        // From 7 to 1 at slopes 1, 2, 3, 4.
        #expect(zip(found.times, [1.5, 2, 3, 6]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(found.now == .numeric(6) && found.horizon == 20 && found.step == 2)
        // The step and the default horizon: a hundred usual gaps of x in a.
        let usual = try passage(answers(.firstPassage(LevelCondition(.below, 1), horizon: nil), series: [0])[0])
        #expect(usual.horizon == 200 && usual.step == 2)
        let fine = try passage(
            answers(.firstPassage(LevelCondition(.below, 1), horizon: 3.7), step: 0.5, series: [0])[0])
        #expect(
            abs(fine.horizon - 3.7) < 1e-12 && fine.step == 0.5 && fine.times.count == 3 && fine.quantile(0.9) == nil)
        // A long horizon widens the default step.
        let long = try passage(answers(.firstPassage(LevelCondition(.below, 1), horizon: 1e6), series: [0])[0])
        #expect(long.step == 500 && long.horizon == 1e6)
    }

    @Test func meansSumsAndMaximaAreThoseOfThePaths() throws {
        // y is the time plus s: its mean from 8 to 12 is 10 + s, by any step.
        for step in [nil, 0.3, 4, 100] {
            let mean = try total(
                answers(.mean(from: .numeric(8), to: .numeric(12)), ["y"], step: step, series: [0])[0])
            #expect(zip(mean.values, [10, 11, 12, 13]).allSatisfy { abs($0 - $1) < 1e-12 })
        }
        // At 8, 9, 10, 11, not at 12.
        let sum = try total(
            answers(.sum(from: .numeric(8), to: .numeric(12)), ["y"], step: 1, series: [0])[0])
        #expect(sum.values == [38, 42, 46, 50] && sum.mean == 44)
        #expect(abs(sum.deviation - 20.0.squareRoot()) < 1e-12 && sum.quantile(0.5) == 44)
        let maximum = try total(
            answers(.maximum(from: .numeric(8), to: .numeric(12)), ["y"], step: 1, series: [0])[0])
        #expect(maximum.values == [12, 13, 14, 15])
        let value = try answers(.value(at: .numeric(8), LevelCondition(.above, 9.5)), ["y"], series: [0])[0]
        #expect(try total(value).values == [8, 9, 10, 11])
        guard case .value(_, let probability) = value.finding else {
            throw ForecastingError.unsuitableValues(.beyondRange)
        }
        #expect(probability == 0.5)
    }

    @Test func seriesAndVariablesComeInOrder() throws {
        let all = try answers(.value(at: .numeric(8), LevelCondition(.above, 0)), ["y", "x"])
        #expect(all.map(\.series) == [0, 0, 1, 1] && all.map(\.variable) == ["y", "x", "y", "x"])
        // A variable that was never seen has no last value: its path is there at the first look.
        let never = try passage(answers(.firstPassage(LevelCondition(.above, 0), horizon: 3), ["x"], series: [1])[0])
        #expect(never.times == [1, 1, 1, 1] && never.step == 1 && never.now == .numeric(3))
        // Only what is seen as of 4 counts.
        let early = try passage(
            answers(.firstPassage(LevelCondition(.above, 9), horizon: 4), series: [0], asOf: .numeric(4))[0])
        #expect(early.now == .numeric(4) && early.times == [0, 0, 0, 0])
        #expect(
            try answers(.value(at: .numeric(8), LevelCondition(.above, 0)), asOf: .numeric(2.5)).map(\.series) == [0])
    }

    @Test func hostileQuestionsAreErrors() throws {
        for question in [
            PathQuestion.mean(from: .numeric(12), to: .numeric(8)), .sum(from: .numeric(8), to: .numeric(8)),
            .maximum(from: .numeric(5), to: .numeric(8)), .value(at: .numeric(6), LevelCondition(.above, 0)),
        ] {
            #expect(throws: ForecastingError.self) { try answers(question, series: [0]) }
        }
        #expect(throws: ForecastingError.self) {
            try answers(.firstPassage(LevelCondition(.below, 0), horizon: 1e9), step: 1)
        }
        #expect(throws: ForecastingError.self) {
            try answers(.value(at: .numeric(8), LevelCondition(.above, 0)), series: [1], asOf: .numeric(1))
        }
        var calendar = Self.paths
        calendar.timeKind = .calendar
        let inquiry = PathInquiry(.value(at: .numeric(8), LevelCondition(.above, 0)), of: ["x"])
        #expect(throws: ForecastingError.self) { try inquiry.answers(of: calendar, about: Self.data) }
        var failing = Self.paths
        failing.failsFrom = 7
        for answer in try inquiry.answers(of: failing, about: Self.data) {
            guard case .failure = answer.finding else {
                Issue.record("\(answer)")
                continue
            }
        }
        let wild = KnownPaths { _, _, _ in .infinity }
        guard case .failure = try inquiry.answers(of: wild, about: Self.data)[0].finding else {
            Issue.record("infinite paths have an answer")
            return
        }
        #expect(throws: CancellationError.self) {
            try inquiry.answers(of: Self.paths, about: Self.data, isCancelled: { true })
        }
    }

    /// Times far from representable are refused, not computed.
    @Test func timesBeyondTheCalendarAreErrors() throws {
        let data = SeriesCollection(
            variables: ["x"], names: ["a"], offsets: [0, 1], times: .calendar([0]), variableIndices: [0], values: [1])
        let paths = KnownPaths(variables: ["x"], timeKind: .calendar) { time, _, _ in time }
        let far = PathInquiry(.firstPassage(LevelCondition(.below, 0), horizon: 1e14), of: ["x"])
        #expect(throws: ForecastingError.self) { try far.answers(of: paths, about: data) }
        var wide = PathInquiry(.firstPassage(LevelCondition(.below, 0), horizon: nil), of: ["x"])
        wide.step = 1e13
        #expect(throws: ForecastingError.self) { try wide.answers(of: paths, about: data) }
    }

    /// Paths of more values than one call makes are put together of several.
    @Test func longPathsAreOnePath() throws {
        var inquiry = PathInquiry(.sum(from: .numeric(7), to: .numeric(3007)), of: ["y"])
        inquiry.samples = 1000
        inquiry.step = 1
        let sum = try total(inquiry.answers(of: Self.paths, about: Self.data, series: [0])[0])
        // Σ (7 + k) over 3,000 steps, plus 3,000 for each sample.
        let expected: [Double] = (0..<1000).map { 4_519_500 + 3000 * Double($0) }
        #expect(sum.values == expected)
        inquiry.threads = 3
        #expect(try total(inquiry.answers(of: Self.paths, about: Self.data)[0]) == sum)
    }
}
