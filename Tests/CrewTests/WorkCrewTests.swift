import Synchronization
import Testing

@testable import Crew

/// Counts, by task, how often it was done.
private final class Tally: Sendable {
    private let counts: Mutex<[Int]>
    init(_ count: Int) { counts = Mutex(Array(repeating: 0, count: count)) }
    func add(_ task: Int) { counts.withLock { $0[task] += 1 } }
    var all: [Int] { counts.withLock { $0 } }
}

@Suite struct WorkCrewTests {
    @Test(arguments: 1...4) func everyTaskIsDoneOnceByAThreadOfTheCrew(threads: Int) {
        let crew = WorkCrew(threads: threads)
        for count in [0, 1, 2, 7, 100] {
            let done = Tally(count)
            let by = Tally(threads)
            crew.perform(count) { task, thread in
                done.add(task)
                by.add(thread)
            }
            #expect(done.all == Array(repeating: 1, count: count))
            #expect(by.all.reduce(0, +) == count)
        }
    }

    @Test(arguments: 1...4) func whatIsBegunAheadIsDoneWhenItIsFinished(threads: Int) {
        let crew = WorkCrew(threads: threads)
        for isLong in [false, true] {
            let ahead = Tally(20)
            let later = Tally(3)
            let job = crew.begin(20, isLong: isLong) { ahead.add($0) }
            let next = crew.begin(3) { later.add($0) }
            let none = crew.begin(0) { later.add($0) }
            let atHand = Tally(5)
            crew.perform(5) { task, _ in atHand.add(task) }
            #expect(atHand.all == [1, 1, 1, 1, 1])
            crew.finish(job)
            #expect(ahead.all == Array(repeating: 1, count: 20))
            crew.finish(next)
            crew.finish(none)
            #expect(later.all == [1, 1, 1])
        }
    }

    @Test(arguments: 1...3) func tasksBeginOthers(threads: Int) {
        let crew = WorkCrew(threads: threads)
        let second = Mutex<WorkCrew.Job?>(nil)
        let done = Tally(9)
        let first = crew.begin(1, isLong: true) { _ in
            let job = crew.begin(9) { done.add($0) }
            second.withLock { $0 = job }
        }
        crew.finish(first)
        if let job = second.withLock({ $0 }) { crew.finish(job) }
        #expect(done.all == Array(repeating: 1, count: 9))
    }

    @Test(arguments: 1...3) func nothingOfACancelledJobIsDoneAfterwards(threads: Int) {
        let crew = WorkCrew(threads: threads)
        let done = Tally(1000)
        let job = crew.begin(1000) { done.add($0) }
        crew.cancel(job)
        let before = done.all
        #expect(before.allSatisfy { $0 <= 1 })
        crew.perform(8) { _, _ in }
        crew.finish(job)
        #expect(done.all == before)
    }
}
