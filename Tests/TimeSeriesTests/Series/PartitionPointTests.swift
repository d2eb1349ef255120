import Testing

@testable import TimeSeries

@Suite struct PartitionPointTests {
    @Test func everyPointOfEveryLength() {
        for count in 0...33 {
            for point in 0...count {
                #expect((0..<count).partitionPoint { $0 >= point } == point)
                #expect(Array(5..<5 + count)[...].partitionPoint { $0 >= 5 + point } == point)
            }
        }
    }
}
