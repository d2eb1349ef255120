import Foundation
import Storage
import TimeSeries

extension ObservationStore {
    /// Opens the file and checks that it is a store, or empty.
    ///
    /// - Parameter migrates: whether an older store opened for writing is migrated at once.
    static func open(
        _ path: String, _ access: Access, _ lockTimeout: Double, migrates: Bool = true
    ) throws(StoreError) -> Database {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .missing(store: path)
        }
        guard !isFolder.boolValue else { throw .isFolder(store: path) }
        var database = try Database(path: path, access: .readWrite, lockTimeout: lockTimeout)
        if access == .reading {
            // Opened for writing where that is allowed, so that the last reader tidies up the log; but never written.
            try database.execute("PRAGMA query_only = ON")
            do {
                try check(database)
            } catch {
                guard error.category == .unreadable, !FileManager.default.isWritableFile(atPath: path) else {
                    throw error
                }
                // On a read-only medium there is no log to share, and nobody can write.
                database = try Database(path: path, access: .immutable, lockTimeout: lockTimeout)
                try check(database)
            }
            return database
        }
        guard FileManager.default.isWritableFile(atPath: path) else {
            throw .readOnly(store: path, reason: "it is read-only")
        }
        try check(database)
        if migrates, try version(database) != Schema.version {
            try database.transaction { () throws(StoreError) in try migrate(database) }
        }
        try database.execute("PRAGMA foreign_keys = ON")
        return database
    }

    /// Version of the tables.
    static func version(_ database: Database) throws(StoreError) -> Int64 {
        try database.integer("PRAGMA user_version") ?? 0
    }

    /// Migrates an older store to this program's version, inside the open transaction; an empty file stays empty.
    static func migrate(_ database: Database) throws(StoreError) {
        guard let facts = try facts(database) else { return }
        while case let old = try version(database), old < Schema.version {
            try database.execute(Schema.migration(from: old, facts.kind))
        }
    }

    /// Throws where the file is of another program or of a newer version.
    static func check(_ database: Database) throws(StoreError) {
        let version = try database.integer("PRAGMA user_version") ?? 0
        let application = try database.integer("PRAGMA application_id") ?? 0
        let tables = try database.integer("SELECT count(*) FROM sqlite_schema") ?? 0
        if tables == 0, version == 0, application == 0 { return }
        guard application == Schema.applicationID else {
            throw .notAStore(
                store: database.path, what: "an SQLite file of another program, not a store of Continuum")
        }
        guard version <= Schema.version else {
            throw .newerVersion(store: database.path, version: Int(version), known: Int(Schema.version))
        }
    }

    /// Kind and style of the store's times; `nil` while it is empty.
    static func facts(_ database: Database) throws(StoreError) -> (kind: TimeKind, style: TimeStyle)? {
        guard try database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'meta'") == 1 else { return nil }
        let statement = try database.prepare("SELECT key, value FROM meta")
        var values: [String: String] = [:]
        while try statement.step() { values[statement.text(0)] = statement.text(1) }
        guard let kind = values["time_kind"].flatMap(TimeKind.init(rawValue:)), let text = values["time_style"],
            let style = try? JSONDecoder().decode(TimeStyle.self, from: Data(text.utf8))
        else { throw .damaged(store: database.path, reason: "its table meta lacks the kind of time") }
        return (kind, style)
    }

    /// Creates the tables, inside the open transaction.
    static func create(_ database: Database, kind: TimeKind, style: TimeStyle) throws(StoreError) {
        try database.execute(Schema.creation(kind))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = (try? encoder.encode(style)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let insert = try database.prepare("INSERT INTO meta(key, value) VALUES(?, ?)")
        try insert.run(.text("time_kind"), .text(kind.rawValue))
        try insert.run(.text("time_style"), .text(text))
    }
}
