import Storage
import TimeSeries

extension ObservationStore {
    // The length of a blob is known without reading it.
    private static let summaryColumns =
        "id, name, kind, created, seed, data_fingerprint, program_version, length(weights)"

    private func summary(_ statement: Statement) -> ModelSummary {
        ModelSummary(
            id: statement.integer(0), name: statement.text(1), kind: statement.text(2), created: statement.text(3),
            seed: UInt64(bitPattern: statement.integer(4)), dataFingerprint: statement.text(5),
            programVersion: statement.text(6), weightBytes: Int(statement.integer(7)))
    }

    /// Summaries of all models, by name; no weights are read.
    public func models() throws(StoreError) -> [ModelSummary] {
        let statement = try database.prepare("SELECT \(Self.summaryColumns) FROM model ORDER BY name")
        var found: [ModelSummary] = []
        while try statement.step() { found.append(summary(statement)) }
        return found
    }

    /// The summary of the model called `name`, or `nil` where there is none; no weights are read.
    public func modelSummary(_ name: String) throws(StoreError) -> ModelSummary? {
        let statement = try database.prepare("SELECT \(Self.summaryColumns) FROM model WHERE name = ?")
        statement.bind([.text(name)])
        return try statement.step() ? summary(statement) : nil
    }

    /// The model called `name`, with its settings, curves and weights.
    public func model(_ name: String) throws(StoreError) -> StoredModel {
        let statement = try database.prepare(
            """
            SELECT id, name, kind, created, settings, seed, data_fingerprint, program_version, weights, curves
            FROM model WHERE name = ?
            """)
        statement.bind([.text(name)])
        guard try statement.step() else { throw try unknownModel(name) }
        var model = StoredModel(
            name: statement.text(1), kind: statement.text(2), settings: statement.text(4),
            seed: UInt64(bitPattern: statement.integer(5)), dataFingerprint: statement.text(6),
            programVersion: statement.text(7), weights: statement.blob(8), curves: statement.text(9))
        model.id = statement.integer(0)
        model.created = statement.text(3)
        return model
    }

    private func unknownModel(_ name: String) throws(StoreError) -> StoreError {
        let known = try models().map(\.name)
        return .unknownModel(name: name, near: Nearest.names(to: name, among: known), known: known)
    }

    /// The number of the model called `name`.
    func modelNumber(_ name: String) throws(StoreError) -> Int64 {
        guard let summary = try modelSummary(name) else { throw try unknownModel(name) }
        return summary.id
    }

    /// Saves a model. One of the same name is replaced, together with its forecasts; the checkpoint of that name is deleted.
    public func save(_ model: StoredModel) throws(StoreError) {
        try database.transaction { () throws(StoreError) in
            try database.prepare("DELETE FROM model WHERE name = ?").run(.text(model.name))
            try database.prepare(
                """
                INSERT INTO model(name, kind, created, settings, seed, data_fingerprint, program_version, weights, curves)
                VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
            ).run(
                .text(model.name), .text(model.kind), .text(model.created), .text(model.settings),
                .integer(Int64(bitPattern: model.seed)), .text(model.dataFingerprint), .text(model.programVersion),
                .blob(model.weights), .text(model.curves))
            try database.prepare("DELETE FROM checkpoint WHERE name = ?").run(.text(model.name))
        }
    }

    /// Deletes a model with its forecasts and checkpoint, or a checkpoint alone; returns the number of forecasts deleted.
    @discardableResult
    public func delete(_ name: String) throws(StoreError) -> Int {
        try database.transaction { () throws(StoreError) in
            let summary = try modelSummary(name)
            if summary == nil, try checkpoint(name) == nil { throw try unknownModel(name) }
            let forecasts = try summary.map { model throws(StoreError) in
                try database.integer("SELECT count(*) FROM forecast WHERE model = \(model.id)") ?? 0
            }
            try database.prepare("DELETE FROM model WHERE name = ?").run(.text(name))
            try database.prepare("DELETE FROM checkpoint WHERE name = ?").run(.text(name))
            return Int(forecasts ?? 0)
        }
    }

    /// The checkpoint of the interrupted fit called `name`, or `nil` where there is none.
    public func checkpoint(_ name: String) throws(StoreError) -> StoredCheckpoint? {
        let statement = try database.prepare("SELECT epoch, settings, state FROM checkpoint WHERE name = ?")
        statement.bind([.text(name)])
        guard try statement.step() else { return nil }
        return StoredCheckpoint(
            epoch: Int(statement.integer(0)), settings: statement.text(1), state: statement.blob(2))
    }

    /// Saves the checkpoint of the fit called `name`; it replaces the previous one.
    public func save(_ checkpoint: StoredCheckpoint, for name: String) throws(StoreError) {
        try database.prepare(
            "INSERT OR REPLACE INTO checkpoint(name, saved, epoch, settings, state) VALUES(?, ?, ?, ?, ?)"
        ).run(
            .text(name), .text(TimeStamp.now()), .integer(Int64(checkpoint.epoch)),
            .text(checkpoint.settings), .blob(checkpoint.state))
    }
}
