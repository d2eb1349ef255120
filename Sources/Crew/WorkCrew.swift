import Foundation

/// Threads that share work: the one that asks for it, and helpers that sleep while there is none.
///
/// What is asked for now comes before what is begun ahead, so that no thread is idle while there is either, and there are never
/// more threads than were asked for: work done ahead takes no processor from the work at hand. Not for two owners at once.
package final class WorkCrew: Sendable {
    /// Like tasks, numbered from 0.
    package final class Job: @unchecked Sendable {
        /// Guarded by the crew's lock, as all that changes.
        fileprivate var count: Int
        fileprivate var next = 0
        fileprivate var done = 0
        /// Given up with the last task: whatever it holds is free then.
        fileprivate var body: ((_ task: Int, _ thread: Int) -> Void)?
        /// Whether a task takes longer than all the work at hand, so that the owner, who must go on with that, never begins one.
        fileprivate let isLong: Bool

        fileprivate init(_ count: Int, isLong: Bool, _ body: @escaping (_ task: Int, _ thread: Int) -> Void) {
            self.count = count
            self.isLong = isLong
            self.body = body
        }

        fileprivate var isDone: Bool { done == count }

        /// Holds nothing of the body any more when it returns.
        @inline(never)
        fileprivate func run(_ task: Int, _ thread: Int) { body?(task, thread) }
    }

    /// What the threads share.
    private final class Board: @unchecked Sendable {
        let condition = NSCondition()
        /// The work at hand.
        var urgent: Job?
        /// What was begun ahead, in order, as long as tasks of it are left to begin.
        var ahead: [Job] = []
        var hasHelpers = false
        var isClosed = false

        /// The task that `thread` is to do next. The lock must be held.
        func take(_ thread: Int) -> (job: Job, task: Int)? {
            if let urgent, urgent.next < urgent.count { return begin(urgent) }
            guard let index = ahead.firstIndex(where: { thread > 0 || !$0.isLong }) else { return nil }
            return begin(ahead[index])
        }

        func begin(_ job: Job) -> (job: Job, task: Int) {
            job.next += 1
            if job.next == job.count { ahead.removeAll { $0 === job } }
            return (job, job.next - 1)
        }

        /// Does a task with the lock, which must be held, given back meanwhile.
        func perform(_ job: Job, _ task: Int, _ thread: Int) {
            condition.unlock()
            job.run(task, thread)
            condition.lock()
            job.done += 1
            guard job.isDone else { return }
            job.body = nil
            condition.broadcast()
        }

        /// What a helper does all its life.
        func help(_ thread: Int) {
            condition.lock()
            while !isClosed {
                if let (job, task) = take(thread) { perform(job, task, thread) } else { condition.wait() }
            }
            condition.unlock()
        }
    }

    /// Number of threads, the owner's among them.
    package let threads: Int
    private let board = Board()

    package init(threads: Int) { self.threads = max(threads, 1) }

    deinit {
        board.condition.lock()
        board.isClosed = true
        board.condition.broadcast()
        board.condition.unlock()
    }

    /// Starts the helpers, at the first call; the lock must be held.
    private func startHelpers() {
        guard threads > 1, !board.hasHelpers else { return }
        board.hasHelpers = true
        for thread in 1..<threads {
            let helper = Thread { [board] in board.help(thread) }
            helper.name = "continuum-\(thread)"
            helper.start()
        }
    }

    /// Does `body` for each task below `count`, on all threads; returns when all are done.
    ///
    /// - Parameter body: called with the task and the thread that does it, 0 for the owner's.
    package func perform(_ count: Int, _ body: (_ task: Int, _ thread: Int) -> Void) {
        if threads == 1 || count <= 1 {
            for task in 0..<count { body(task, 0) }
            return
        }
        withoutActuallyEscaping(body) { body in
            let job = Job(count, isLong: false, body)
            board.condition.lock()
            startHelpers()
            board.urgent = job
            board.condition.broadcast()
            work(on: job)
            board.urgent = nil
            board.condition.unlock()
        }
    }

    /// Begins tasks whose results are wanted later: they are done when there is nothing else to do, and at the latest by `finish`.
    /// May be called from within a task.
    package func begin(_ count: Int, isLong: Bool = false, _ body: @escaping @Sendable (_ task: Int) -> Void) -> Job {
        let job = Job(count, isLong: isLong) { task, _ in body(task) }
        board.condition.lock()
        startHelpers()
        if count > 0 { board.ahead.append(job) } else { job.body = nil }
        board.condition.broadcast()
        board.condition.unlock()
        return job
    }

    /// Returns when all tasks of `job` are done, and helps with them.
    package func finish(_ job: Job) {
        board.condition.lock()
        work(on: job)
        board.condition.unlock()
    }

    /// Leaves out the tasks of `job` that nobody has begun, and returns when the others are done.
    package func cancel(_ job: Job) {
        board.condition.lock()
        board.ahead.removeAll { $0 === job }
        job.count = job.next
        if job.isDone { job.body = nil }
        work(on: job)
        board.condition.unlock()
    }

    /// Works until `job` is done; the lock must be held.
    private func work(on job: Job) {
        while !job.isDone {
            if job.next < job.count {
                let (_, task) = board.begin(job)
                board.perform(job, task, 0)
            } else if let (other, task) = board.take(0) {
                board.perform(other, task, 0)
            } else {
                board.condition.wait()
            }
        }
    }
}
