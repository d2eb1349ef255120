import Storage
import Testing

@testable import ObservationStore

/// A kind of store that keeps the contract. A new kind is one line in `all`.
struct StoreKind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Makes a place for one empty store in a folder.
    let makePlace: @Sendable (_ folder: String) -> any StorePlace

    static let all = [
        StoreKind(testDescription: "SQLite") { SQLitePlace(path: $0 + "/store.sqlite") },
        StoreKind(testDescription: "memory") { _ in MemoryPlace() },
    ]
}

/// Where one store of a test is kept.
protocol StorePlace {
    /// Imports go here.
    var target: any ImportTarget { get }
    /// Opens the store for writing.
    func open() throws(StoreError) -> any ForecastStore
    /// The statements that `store` has left busy.
    func busyStatements(of store: any ForecastStore) -> [String]
}

extension MemoryPlace: StorePlace {
    var target: any ImportTarget { self }
    func open() throws(StoreError) -> any ForecastStore { try MemoryStore(self) }
    func busyStatements(of store: any ForecastStore) -> [String] { [] }
}

struct SQLitePlace: StorePlace {
    let path: String
    var target: any ImportTarget { SQLiteImportTarget(path: path, lockTimeout: 1) }
    func open() throws(StoreError) -> any ForecastStore {
        try ObservationStore(path: path, access: .writing, lockTimeout: 1)
    }
    func busyStatements(of store: any ForecastStore) -> [String] {
        (store as? ObservationStore)?.database.busyStatements ?? ["of a store of another kind"]
    }
}
