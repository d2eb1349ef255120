/// Why the store could not do what was asked. Every message names the place and what to do.
public enum StoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The store or an input is missing, unreadable, of another program or of a newer version.
    case unreadable(String)
    /// The rows of an input cannot be taken.
    case badInput(String)
    /// The request contradicts itself or the input.
    case usage(String)
    /// What was named is not in the store, or the store's data cannot do what was asked.
    case notFound(String)
    /// The database failed: locked for too long, disk full.
    case failed(String)
    /// The person asked to stop.
    case interrupted

    public var description: String {
        switch self {
        case .unreadable(let text), .badInput(let text), .usage(let text), .notFound(let text), .failed(let text): text
        case .interrupted: "interrupted"
        }
    }
}
