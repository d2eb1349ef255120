import Testing

@testable import Forecasting

@Suite struct ReadAheadTests {
    struct Failure: Error {}

    @Test(arguments: [false, true]) func elementsComeInOrderAndErrorsInTheirPlace(isConcurrent: Bool) throws {
        var count = 0
        let reader = ReadAhead<Int>(isConcurrent: isConcurrent) {
            count += 1
            if count == 4 { throw Failure() }
            return count
        }
        #expect(try [reader.next(), reader.next(), reader.next()] == [1, 2, 3])
        #expect(throws: Failure.self) { try reader.next() }
        reader.finish()
        var rest = [7, 8]
        let short = ReadAhead<Int>(isConcurrent: isConcurrent) { rest.popLast() }
        #expect(try [short.next(), short.next(), short.next()] == [8, 7, nil])
        short.finish()
    }
}
