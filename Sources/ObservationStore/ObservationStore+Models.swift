import Foundation
import TimeSeries

/// A model as the store keeps it.
public struct StoredModel: Sendable {
    /// Number of the row.
    public var id: Int64 = 0
    /// The name given by the person.
    public var name: String
    /// The kind of model.
    public var kind: String
    /// When it was fitted, ISO 8601 in UTC.
    public var created: String
    /// What was asked, JSON.
    public var settings: String
    /// The seed.
    public var seed: UInt64
    /// Digest of the data it was fitted to.
    public var dataFingerprint: String
    /// Version of the program that fitted it.
    public var programVersion: String
    /// The weights, safetensors.
    public var weights: [UInt8]
    /// History of the training, JSON.
    public var curves: String

    /// A model made now.
    public init(
        name: String, kind: String, settings: String, seed: UInt64, dataFingerprint: String, programVersion: String,
        weights: [UInt8], curves: String
    ) {
        self.name = name
        self.kind = kind
        created = ObservationStore.now()
        self.settings = settings
        self.seed = seed
        self.dataFingerprint = dataFingerprint
        self.programVersion = programVersion
        self.weights = weights
        self.curves = curves
    }
}

/// A training's state as the store keeps it.
public struct StoredCheckpoint: Sendable {
    /// Epochs done.
    public var epoch: Int
    /// What was asked, as the program wants it back.
    public var settings: String
    /// The state, safetensors.
    public var state: [UInt8]

    /// Creates a checkpoint.
    public init(epoch: Int, settings: String, state: [UInt8]) {
        self.epoch = epoch
        self.settings = settings
        self.state = state
    }
}

extension ObservationStore {
    private static let modelColumns =
        "id, name, kind, created, settings, seed, data_fingerprint, program_version, weights, curves"

    private func read(_ statement: Statement) -> StoredModel {
        var model = StoredModel(
            name: statement.text(1), kind: statement.text(2), settings: statement.text(4),
            seed: UInt64(bitPattern: statement.integer(5)), dataFingerprint: statement.text(6),
            programVersion: statement.text(7), weights: statement.blob(8), curves: statement.text(9))
        model.id = statement.integer(0)
        model.created = statement.text(3)
        return model
    }

    /// All models, by name.
    public func models() throws(StoreError) -> [StoredModel] {
        let statement = try database.prepare("SELECT \(Self.modelColumns) FROM model ORDER BY name")
        var found: [StoredModel] = []
        while try statement.step() { found.append(read(statement)) }
        return found
    }

    /// The model called `name`.
    public func model(_ name: String) throws(StoreError) -> StoredModel {
        let statement = try database.prepare("SELECT \(Self.modelColumns) FROM model WHERE name = ?")
        statement.bind([.text(name)])
        if try statement.step() { return read(statement) }
        let names = try models().map(\.name)
        let near = Nearest.names(to: name, among: names)
        var message = "there is no model '\(name)' in the store"
        if let first = near.first {
            message += "; did you mean \(first)?"
        } else if names.isEmpty {
            message += "; fit one first: continuum fit \(name)"
        } else {
            message += "; the models are \(names.joined(separator: ", "))"
        }
        throw .notFound(message)
    }

    /// Saves a model, which takes the place of one of the same name; forecasts of that one go with it. Its checkpoint has
    /// served and goes too.
    public func save(_ model: StoredModel) throws {
        try database.transaction {
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

    /// Deletes a model with its forecasts and checkpoint; returns how many forecasts went.
    public func delete(_ name: String) throws -> Int {
        if try checkpoint(name) == nil { _ = try model(name) }
        return try database.transaction {
            let count = try database.prepare(
                "SELECT count(*) FROM forecast JOIN model ON model.id = forecast.model WHERE model.name = ?")
            count.bind([.text(name)])
            let forecasts = try count.step() ? Int(count.integer(0)) : 0
            count.reset()
            try database.prepare("DELETE FROM model WHERE name = ?").run(.text(name))
            try database.prepare("DELETE FROM checkpoint WHERE name = ?").run(.text(name))
            return forecasts
        }
    }

    /// The checkpoint of the fit called `name`.
    public func checkpoint(_ name: String) throws(StoreError) -> StoredCheckpoint? {
        let statement = try database.prepare("SELECT epoch, settings, state FROM checkpoint WHERE name = ?")
        statement.bind([.text(name)])
        guard try statement.step() else { return nil }
        return StoredCheckpoint(
            epoch: Int(statement.integer(0)), settings: statement.text(1), state: statement.blob(2))
    }

    /// Saves the checkpoint of the fit called `name` in place of the last.
    public func save(_ checkpoint: StoredCheckpoint, for name: String) throws(StoreError) {
        try database.prepare(
            "INSERT OR REPLACE INTO checkpoint(name, saved, epoch, settings, state) VALUES(?, ?, ?, ?, ?)"
        ).run(
            .text(name), .text(Self.now()), .integer(Int64(checkpoint.epoch)), .text(checkpoint.settings),
            .blob(checkpoint.state))
    }
}
