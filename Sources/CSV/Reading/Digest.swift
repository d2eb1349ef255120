import Dispatch
import Synchronization
import TimeSeries

/// Computes SHA-256 on a queue of its own, while the caller parses.
final class Digest: Sendable {
    private let queue = DispatchQueue(label: "continuum.import.sha256")
    private let state = Mutex(SHA256())
    private let room = DispatchSemaphore(value: 8)

    /// Appends `chunk`; waits where eight chunks are pending.
    func take(_ chunk: [UInt8]) {
        room.wait()
        queue.async {
            self.state.withLock { state in chunk.withUnsafeBytes { state.update($0) } }
            self.room.signal()
        }
    }

    /// The digest of all chunks.
    func hexadecimal() -> String {
        queue.sync {}
        return state.withLock { $0.hexadecimal() }
    }
}
