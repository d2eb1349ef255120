import Foundation
import TimeSeries

/// A model as a store keeps it.
public struct StoredModel: Sendable, Hashable {
    /// Number of the model in its store; 0 before it is saved.
    public var id: Int64 = 0
    /// The name given by the person.
    public var name: String
    /// The kind of model, as `latent-ode` or `events hawkes`.
    public var kind: String
    /// When it was fitted: ISO 8601 in UTC.
    public var created: String
    /// What was asked for: JSON.
    public var settings: String
    /// The seed of the fit.
    public var seed: UInt64
    /// SHA-256 of the data it was fitted to, in hexadecimal.
    public var dataFingerprint: String
    /// Version of the program that fitted it.
    public var programVersion: String
    /// Everything that prediction needs: safetensors.
    public var weights: [UInt8]
    /// The course of the training: JSON.
    public var curves: String

    /// A model fitted now.
    public init(
        name: String, kind: String, settings: String, seed: UInt64, dataFingerprint: String, programVersion: String,
        weights: [UInt8], curves: String
    ) {
        self.name = name
        self.kind = kind
        created = TimeStamp.now()
        self.settings = settings
        self.seed = seed
        self.dataFingerprint = dataFingerprint
        self.programVersion = programVersion
        self.weights = weights
        self.curves = curves
    }

    /// The model without settings, curves and weights.
    public var summary: ModelSummary {
        ModelSummary(
            id: id, name: name, kind: kind, created: created, seed: seed, dataFingerprint: dataFingerprint,
            programVersion: programVersion, weightBytes: weights.count)
    }
}
