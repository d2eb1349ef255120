import Storage

/// Numbers of the names in a table of the store; a new name is inserted. Each name is looked up once.
struct NameColumn {
    private let database: Database
    private let select: Statement
    private let insert: Statement
    private var known: [String: Int64] = [:]

    init(_ database: Database, table: String) throws(StoreError) {
        self.database = database
        select = try database.prepare("SELECT id FROM \(table) WHERE name = ?")
        insert = try database.prepare("INSERT INTO \(table)(name) VALUES(?)")
    }

    /// The number of `name`.
    mutating func number(_ name: String) throws(StoreError) -> Int64 {
        if let number = known[name] { return number }
        select.bind([.text(name)])
        defer { select.reset() }
        let number: Int64
        if try select.step() {
            number = select.integer(0)
        } else {
            try insert.run(.text(name))
            number = database.lastInsertedRow
        }
        known[name] = number
        return number
    }
}
