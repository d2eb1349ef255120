// Whoever imports the store gets the values that it takes and gives, and the import of files.
@_exported import CSV
@_exported import Storage
import TimeSeries

/// A store in an SQLite file: observations, events, models and forecasts.
///
/// Times are exact: microseconds since 1970 in a calendar store, plain numbers in a numeric one. Any number of processes may
/// read while one writes; writers wait for each other.
public final class ObservationStore: QueryableStore {
    /// What a file is opened for.
    public enum Access: Sendable {
        /// For reading; the file is not changed.
        case reading
        /// For reading and writing; a store of an older version is migrated.
        case writing
    }

    /// The version of the tables that this program writes.
    public static let schemaVersion = Int(Schema.version)

    let database: Database
    /// The file's path.
    public var location: String { database.path }
    /// How the store tells time; one kind for all of its series.
    public let timeKind: TimeKind
    /// How the first imported file wrote times.
    public let timeStyle: TimeStyle

    /// Opens the store at `path`.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - access: whether the store is read or also written.
    ///   - lockTimeout: longest wait for another writer, in seconds.
    /// - Throws: `StoreError` of category `unreadable` where there is no store, no data, or a newer version of the tables.
    public init(path: String, access: Access = .reading, lockTimeout: Double = 300) throws(StoreError) {
        let opened = try Self.open(path, access, lockTimeout)
        database = opened
        guard let facts = try Self.facts(opened) else {
            throw .empty(store: path)
        }
        timeKind = facts.kind
        timeStyle = facts.style
    }

    /// Makes the running statement fail with `StoreError.interrupted`; may be called from any thread.
    public func interrupt() { database.interrupt() }
}
