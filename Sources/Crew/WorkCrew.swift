import Foundation

/// A fixed number of threads that share work: the owner's thread, and helpers that sleep while there is none.
///
/// `perform` jobs run before background jobs queued with `begin`; no thread is idle while there is either. Use from one owner
/// thread only.
package final class WorkCrew: Sendable {
    /// A number of tasks with one body, numbered from 0.
    package final class Job: @unchecked Sendable {
        /// Number of tasks. This and every other variable is guarded by the crew's lock.
        fileprivate var count: Int
        fileprivate var next = 0
        fileprivate var done = 0
        /// Released with the last task, so that nothing that it captures outlives the job.
        fileprivate var body: ((_ task: Int, _ thread: Int) -> Void)?
        /// True for tasks so long that the owner's thread must never start one: it would keep it from `perform`.
        fileprivate let isLong: Bool

        fileprivate init(_ count: Int, isLong: Bool, _ body: @escaping (_ task: Int, _ thread: Int) -> Void) {
            self.count = count
            self.isLong = isLong
            self.body = body
        }

        fileprivate var isDone: Bool { done == count }

        /// Not inlined: no reference to the body is held when it returns.
        @inline(never)
        fileprivate func run(_ task: Int, _ thread: Int) { body?(task, thread) }
    }

    /// The queue that the threads share.
    private final class Board: @unchecked Sendable {
        let condition = NSCondition()
        /// The job of the current `perform`.
        var urgent: Job?
        /// Background jobs with tasks left to start, in the order of `begin`.
        var ahead: [Job] = []
        var hasHelpers = false
        var isClosed = false

        /// Takes the next task for `thread`. The lock must be held.
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

        /// Runs a task. The lock must be held; it is released while the task runs.
        func perform(_ job: Job, _ task: Int, _ thread: Int) {
            condition.unlock()
            job.run(task, thread)
            condition.lock()
            job.done += 1
            guard job.isDone else { return }
            job.body = nil
            condition.broadcast()
        }

        /// The loop of a helper thread.
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

    /// Starts the helper threads at the first call. The lock must be held.
    private func startHelpers() {
        guard threads > 1, !board.hasHelpers else { return }
        board.hasHelpers = true
        for thread in 1..<threads {
            let helper = Thread { [board] in board.help(thread) }
            helper.name = "continuum-\(thread)"
            helper.start()
        }
    }

    /// Runs `body` for each task below `count` on all threads; returns when all are done.
    ///
    /// - Parameter body: called with the task's number and that of the thread, 0 for the owner's.
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

    /// Queues a background job: its tasks run while threads are idle, and at the latest in `finish`. May be called from a task.
    ///
    /// - Parameter isLong: the owner's thread starts none of the tasks, except in `finish`.
    package func begin(_ count: Int, isLong: Bool = false, _ body: @escaping @Sendable (_ task: Int) -> Void) -> Job {
        let job = Job(count, isLong: isLong) { task, _ in body(task) }
        board.condition.lock()
        startHelpers()
        if count > 0 { board.ahead.append(job) } else { job.body = nil }
        board.condition.broadcast()
        board.condition.unlock()
        return job
    }

    /// Helps with `job` and returns when all of its tasks are done.
    package func finish(_ job: Job) {
        board.condition.lock()
        work(on: job)
        board.condition.unlock()
    }

    /// Drops the tasks of `job` that have not started and returns when the others are done.
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
