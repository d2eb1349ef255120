import Synchronization

extension WorkCrew {
    /// Calls `body` once for each index below `count`, on all threads, with the number of the thread; returns when all are done.
    ///
    /// - Throws: what was thrown for the least index. On one thread nothing after it is called.
    package func forEach<Failure: Error>(
        _ count: Int, _ body: (_ index: Int, _ thread: Int) throws(Failure) -> Void
    ) throws(Failure) {
        if threads == 1 {
            for index in 0..<count { try body(index, 0) }
            return
        }
        let failures = Mutex<[Int: Failure]>([:])
        perform(count) { index, thread in
            do throws(Failure) {
                try body(index, thread)
            } catch {
                failures.withLock { $0[index] = error }
            }
        }
        if let first = failures.withLock({ $0.min { $0.key < $1.key } }) { throw first.value }
    }

    /// The results of `body` for each index below `count`, in order.
    ///
    /// - Throws: what was thrown for the least index.
    package func map<Result, Failure: Error>(
        _ count: Int, _ body: (_ index: Int, _ thread: Int) throws(Failure) -> Result
    ) throws(Failure) -> [Result] {
        var results = [Result?](repeating: nil, count: count)
        try results.withUnsafeMutableBufferPointer { results throws(Failure) in
            nonisolated(unsafe) let slots = results
            try forEach(count) { index, thread throws(Failure) in slots[index] = try body(index, thread) }
        }
        return results.compactMap(\.self)
    }
}
