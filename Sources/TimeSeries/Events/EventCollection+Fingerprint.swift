extension EventCollection {
    /// SHA-256 of everything the collection holds, in hexadecimal: names, windows, times and marks.
    ///
    /// Neither the order of the series nor that of the marks changes it.
    ///
    /// - Complexity: O(n log n) in the number of events.
    public var fingerprint: String {
        var digest = SHA256()
        digest.update("events \(times.kind.rawValue)")
        for index in names.indices.sorted(by: { names[$0] < names[$1] }) {
            digest.update(names[index])
            for window in windows[index] { digest.update("\(window.start) \(window.end)") }
            let events = events(of: index).map { (times[$0], marks[Int(mark[$0])]) }
                .sorted { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }
            for (time, mark) in events { digest.update("\(time) \(mark)") }
        }
        return digest.hexadecimal()
    }
}
