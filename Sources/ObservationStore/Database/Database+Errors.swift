import CSQLite
import Foundation
import Storage

extension Database {
    /// The error that SQLite reported last as `code`, while running `sql`.
    func error(_ code: Int32, _ sql: String?) -> StoreError {
        let reason = String(cString: sqlite3_errmsg(handle))
        let kind = code & 0xFF
        if kind == SQLITE_FULL || kind == SQLITE_IOERR && sqlite3_system_errno(handle) == ENOSPC {
            return .diskFull(store: path)
        }
        return switch kind {
        case SQLITE_BUSY, SQLITE_LOCKED: .locked(store: path, seconds: Int(lockTimeout))
        case SQLITE_NOTADB: .notAStore(store: path, what: "not an SQLite file")
        case SQLITE_CORRUPT: .damaged(store: path, reason: reason)
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: .readOnly(store: path, reason: reason)
        case SQLITE_CANTOPEN: .cannotOpen(store: path, reason: reason)
        case SQLITE_IOERR: .diskFailure(store: path, reason: reason)
        case SQLITE_INTERRUPT: .interrupted
        default: .database(store: path, reason: reason, statement: sql)
        }
    }
}
