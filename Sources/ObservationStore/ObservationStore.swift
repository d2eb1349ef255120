import Foundation
import TimeSeries

/// An SQLite file of irregular observations, events, models and forecasts.
///
/// Times are exact: microseconds since 1970 in a calendar store, plain numbers in a numeric one. Any number of processes may
/// read while one writes; writers wait for each other.
public final class ObservationStore {
    /// What the file may be opened for.
    public enum Access: Sendable {
        case reading
        case writing
    }

    /// The version of tables that this program writes.
    public static let schemaVersion = Int(Schema.version)

    let database: Database
    /// The file.
    public var path: String { database.path }
    /// How the store tells time.
    public let timeKind: TimeKind
    /// How its first file wrote times.
    public let timeStyle: TimeStyle

    /// Opens the store at `path`.
    ///
    /// - Parameter lockTimeout: longest wait for another writer, in seconds.
    public init(path: String, access: Access = .reading, lockTimeout: Double = 300) throws(StoreError) {
        let opened = try Self.open(path, access, lockTimeout)
        database = opened
        guard let facts = try Self.facts(opened) else {
            throw .unreadable("\(path) holds no data yet; import a file first")
        }
        timeKind = facts.kind
        timeStyle = facts.style
    }

    init(_ database: Database, kind: TimeKind, style: TimeStyle) {
        self.database = database
        timeKind = kind
        timeStyle = style
    }

    /// Opens and checks the file, without a look at its contents.
    ///
    /// - Parameter migrates: whether an older store opened for writing is taken to this version at once.
    static func open(
        _ path: String, _ access: Access, _ lockTimeout: Double, migrates: Bool = true
    ) throws(StoreError) -> Database {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .unreadable("there is no store at \(path); create it with: continuum import FILE --store \(path)")
        }
        guard !isFolder.boolValue else { throw .unreadable("\(path) is a folder, not a store") }
        var database = try Database(path: path, access: .readWrite, lockTimeout: lockTimeout)
        if access == .reading {
            // Opened for writing where that is allowed, so that the last reader tidies up the log; but never written.
            try database.execute("PRAGMA query_only = ON")
            do {
                try check(database)
            } catch {
                guard case .unreadable = error, !FileManager.default.isWritableFile(atPath: path) else { throw error }
                // On a read-only medium there is no log to share, and nobody can write.
                database = try Database(path: path, access: .immutable, lockTimeout: lockTimeout)
                try check(database)
            }
            return database
        }
        guard FileManager.default.isWritableFile(atPath: path) else {
            throw .unreadable("the store \(path) cannot be written: it is read-only")
        }
        try check(database)
        if migrates, try version(database) != Schema.version {
            try database.execute("BEGIN IMMEDIATE")
            do throws(StoreError) {
                try migrate(database)
                try database.execute("COMMIT")
            } catch {
                try? database.execute("ROLLBACK")
                throw error
            }
        }
        try database.execute("PRAGMA foreign_keys = ON")
        return database
    }

    static func version(_ database: Database) throws(StoreError) -> Int64 {
        try database.integer("PRAGMA user_version") ?? 0
    }

    /// Takes an older store to this program's version, inside the transaction that is open; an empty file stays empty.
    static func migrate(_ database: Database) throws(StoreError) {
        guard let facts = try facts(database) else { return }
        while case let old = try version(database), old < Schema.version {
            try database.execute(Schema.migration(from: old, facts.kind))
        }
    }

    /// Refuses files of other programs and of newer versions.
    static func check(_ database: Database) throws(StoreError) {
        let version = try database.integer("PRAGMA user_version") ?? 0
        let application = try database.integer("PRAGMA application_id") ?? 0
        let tables = try database.integer("SELECT count(*) FROM sqlite_schema") ?? 0
        if tables == 0, version == 0, application == 0 { return }
        guard application == Schema.applicationID else {
            throw .unreadable("\(database.path) is an SQLite file of another program, not a store of Continuum")
        }
        guard version <= Schema.version else {
            throw .unreadable(
                "the store \(database.path) is of version \(version), this program knows versions up to \(Schema.version); "
                    + "use a newer Continuum (the store is untouched)")
        }
    }

    /// Kind and style of time, or `nil` while the store is empty.
    static func facts(_ database: Database) throws(StoreError) -> (kind: TimeKind, style: TimeStyle)? {
        guard try database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'meta'") == 1 else { return nil }
        let statement = try database.prepare("SELECT key, value FROM meta")
        var values: [String: String] = [:]
        while try statement.step() { values[statement.text(0)] = statement.text(1) }
        guard let kind = values["time_kind"].flatMap(TimeKind.init(rawValue:)), let text = values["time_style"],
            let style = try? JSONDecoder().decode(TimeStyle.self, from: Data(text.utf8))
        else { throw .unreadable("the store \(database.path) is damaged: its table meta lacks the kind of time") }
        return (kind, style)
    }

    /// Makes the tables inside the transaction that is open.
    static func create(_ database: Database, kind: TimeKind, style: TimeStyle) throws(StoreError) {
        try database.execute(Schema.creation(kind))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = (try? encoder.encode(style)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let insert = try database.prepare("INSERT INTO meta(key, value) VALUES(?, ?)")
        try insert.run(.text("time_kind"), .text(kind.rawValue))
        try insert.run(.text("time_style"), .text(text))
    }

    /// A moment as a column keeps it.
    func sql(_ moment: Moment) -> SQLValue {
        switch moment {
        case .calendar(let microseconds): .integer(microseconds)
        case .numeric(let number): .real(number)
        }
    }

    /// The moment of a column.
    func moment(_ statement: Statement, _ column: Int32) -> Moment {
        timeKind == .calendar
            ? .calendar(microseconds: statement.integer(column)) : .numeric(statement.real(column))
    }

    /// Stops the running statement; may be called from another thread.
    public func interrupt() { database.interrupt() }

    /// The present time in UTC, as the store's text columns keep it.
    static func now() -> String {
        Moment.calendar(microseconds: Int64((Date().timeIntervalSince1970 * 1e3).rounded()) * 1000).description
    }
}
