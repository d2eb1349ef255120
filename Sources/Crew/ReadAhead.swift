/// Reads the next element while the one before is worked on, where there is a thread that has nothing else to do.
///
/// One thread calls `next`, and `finish` at the end; `read` is never called twice at once.
package final class ReadAhead<Element>: @unchecked Sendable {
    private let crew: WorkCrew
    private let read: () throws -> Element?
    /// Written by the reading, read after it was waited for.
    private var result: Result<Element?, any Error> = .success(nil)
    private var reading: WorkCrew.Job?

    /// - Parameter crew: whose threads read; it must live until `finish`.
    package init(_ crew: WorkCrew, _ read: @escaping () throws -> Element?) {
        self.crew = crew
        self.read = read
    }

    /// The next element, `nil` at the end; begins to read the one after.
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

    /// Waits for what is being read, and forgets it.
    package func finish() {
        if let reading { crew.cancel(reading) }
        reading = nil
        result = .success(nil)
    }

    private func start() {
        reading = crew.begin(1, isLong: true) { [self] _ in result = Result { try read() } }
    }
}
