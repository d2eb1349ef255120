import Testing

@testable import Crew

/// Results and failures of numbered work, whatever the number of threads.
@Suite struct WorkCrewForEachTests {
    private struct Failure: Error, Equatable { let index: Int }

    @Test(arguments: [1, 2, 5]) func resultsAreInOrder(threads: Int) {
        let crew = WorkCrew(threads: threads)
        #expect(crew.map(100) { index, _ in index * index } == (0..<100).map { $0 * $0 })
        #expect(crew.map(0) { index, _ in index }.isEmpty)
    }

    @Test(arguments: [1, 2, 5]) func theFirstFailureIsThrown(threads: Int) {
        let crew = WorkCrew(threads: threads)
        #expect(throws: Failure(index: 7)) {
            try crew.forEach(50) { index, thread throws(Failure) in
                #expect(thread < threads)
                if index % 20 == 7 { throw Failure(index: index) }
            }
        }
    }
}
