/// Prefetches a sequence: the next element is read on an idle thread while the caller works on the current one.
///
/// One thread calls `next`, and `finish` at the end; `read` is never called twice at once.
package final class ReadAhead<Element>: @unchecked Sendable {
    private let crew: WorkCrew
    private let read: () throws -> Element?
    /// Written by the job, read after the job has been waited for.
    private var result: Result<Element?, any Error> = .success(nil)
    private var reading: WorkCrew.Job?

    /// - Parameter crew: whose threads read; it must live until `finish`.
    package init(_ crew: WorkCrew, _ read: @escaping () throws -> Element?) {
        self.crew = crew
        self.read = read
    }

    /// The next element, `nil` at the end; starts to read the one after.
    package func next() throws -> Element? {
        if reading == nil { start() }
        if let reading { crew.finish(reading) }
        reading = nil
        let found = result
        result = .success(nil)
        guard let element = try found.get() else { return nil }
        start()
        return element
    }

    /// Waits for the element being read, and drops it.
    package func finish() {
        if let reading { crew.cancel(reading) }
        reading = nil
        result = .success(nil)
    }

    private func start() {
        reading = crew.begin(1, isLong: true) { [self] _ in result = Result { try read() } }
    }
}
