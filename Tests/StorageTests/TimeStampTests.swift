import Testing

@testable import Storage

@Suite struct TimeStampTests {
    @Test func textsSortAsTimesDo() {
        let times: [Int64] = [-1, 0, 5, 499, 500, 505, 1000, 1_764_280_800_000]
        let texts = times.map(TimeStamp.text)
        #expect(texts == texts.sorted())
        #expect(texts[0] == "1969-12-31T23:59:59.999Z" && texts[4] == "1970-01-01T00:00:00.500Z")
    }
}
