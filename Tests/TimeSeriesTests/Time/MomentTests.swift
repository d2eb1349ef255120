import Testing
import TimeSeries

@Suite struct MomentTests {
    @Test func elapsedIsTheInverseOfAdvanced() {
        let start = Moment.calendar(microseconds: 1_700_000_000_000_000)
        #expect(start.advanced(by: 86_400.000_001).elapsed(since: start) == 86_400.000_001)
        #expect(Moment.numeric(3).advanced(by: 0.5) == .numeric(3.5))
    }

    @Test func orderFollowsTime() {
        #expect(Moment.calendar(microseconds: -1) < .calendar(microseconds: 0))
        #expect(Moment.numeric(1) < .numeric(2))
    }
}
