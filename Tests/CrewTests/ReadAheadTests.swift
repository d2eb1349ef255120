import Testing

@testable import Crew

@Suite struct ReadAheadTests {
    struct Failure: Error {}

    @Test(arguments: 1...3) func elementsComeInOrderAndErrorsInTheirPlace(threads: Int) throws {
        let crew = WorkCrew(threads: threads)
        var count = 0
        let reader = ReadAhead<Int>(crew) {
            count += 1
            if count == 4 { throw Failure() }
            return count
        }
        #expect(try [reader.next(), reader.next(), reader.next()] == [1, 2, 3])
        #expect(throws: Failure.self) { try reader.next() }
        reader.finish()
        var rest = [7, 8]
        let short = ReadAhead<Int>(crew) { rest.popLast() }
        #expect(try [short.next(), short.next(), short.next()] == [8, 7, nil])
        short.finish()
    }

    @Test(arguments: 1...3) func finishedBeforeTheEndItReadsNoMore(threads: Int) throws {
        let crew = WorkCrew(threads: threads)
        var count = 0
        let reader = ReadAhead<Int>(crew) {
            count += 1
            return count
        }
        #expect(try reader.next() == 1)
        reader.finish()
        let read = count
        #expect(read <= 2)
        crew.perform(8) { _, _ in }
        #expect(count == read)
    }
}
