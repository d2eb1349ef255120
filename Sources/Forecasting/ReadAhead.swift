import Dispatch

/// Reads the next element on a thread of its own while the one before is worked on.
///
/// One thread calls `next`, and `finish` at the end; `read` is never called twice at once.
final class ReadAhead<Element>: @unchecked Sendable {
    private let read: () throws -> Element?
    private let queue = DispatchQueue(label: "continuum.read-ahead")
    private let isThere = DispatchSemaphore(value: 0)
    /// Written by the queue before the semaphore is signalled, read after it was waited for.
    private var result: Result<Element?, any Error> = .success(nil)
    private var isReading = false
    private let isConcurrent: Bool

    /// - Parameter isConcurrent: whether a thread may be used; else `next` reads by itself.
    init(isConcurrent: Bool, _ read: @escaping () throws -> Element?) {
        self.isConcurrent = isConcurrent
        self.read = read
    }

    /// The next element, `nil` at the end; starts to read the one after.
    func next() throws -> Element? {
        guard isConcurrent else { return try read() }
        if !isReading { start() }
        isThere.wait()
        isReading = false
        guard let element = try result.get() else { return nil }
        start()
        return element
    }

    /// Waits for what is being read, and forgets it.
    func finish() {
        guard isReading else { return }
        isThere.wait()
        isReading = false
    }

    private func start() {
        isReading = true
        queue.async { [self] in
            result = Result { try read() }
            isThere.signal()
        }
    }
}
