import Foundation
import NeuralLayers
import TimeSeries

/// Everything from which an interrupted training goes on to the same bits.
struct TrainingState: Sendable {
    var epoch = 0
    var parameters: [Float]
    var optimizer: Adam<Float>
    var best: [Float]
    var bestLoss = Double.infinity
    var bestEpoch = 0
    var curve: [TrainingEpoch] = []
    var skipped = 0
    /// Factor of the learning rate, at most 1: reduced after updates that failed.
    var rateScale = 1.0
    /// Updates that succeeded since the last failure, or since the rate last rose.
    var successes = 0
    /// Failures since the rate last rose.
    var failures = 0
    var isFinished = false

    init(parameters: [Float]) {
        self.parameters = parameters
        optimizer = Adam(count: parameters.count)
        best = parameters
    }

    private struct Header: Codable {
        var epoch: Int
        var step: Int
        var bestLoss: Double?
        var bestEpoch: Int
        var curve: [TrainingEpoch]
        var skipped: Int
        var rateScale: Double?
        var successes: Int?
        var failures: Int?
        var isFinished: Bool
    }

    /// The state as a safetensors file with `identity` among its metadata.
    func encoded(identity: String) throws -> [UInt8] {
        let header = Header(
            epoch: epoch, step: optimizer.step, bestLoss: bestLoss.isFinite ? bestLoss : nil, bestEpoch: bestEpoch,
            curve: curve, skipped: skipped, rateScale: rateScale, successes: successes, failures: failures,
            isFinished: isFinished)
        var file = SafeTensors()
        file.metadata["identity"] = identity
        file.metadata["state"] = try CanonicalJSON.text(of: header)
        file.add("parameters", shape: [parameters.count], parameters)
        file.add("first", shape: [parameters.count], optimizer.first)
        file.add("second", shape: [parameters.count], optimizer.second)
        file.add("best", shape: [parameters.count], best)
        return try file.encoded()
    }

    /// Restores a state; `nil` where the bytes are damaged, of another `identity`, or of another number of parameters.
    init?(_ bytes: [UInt8], identity: String, count: Int) {
        guard let file = try? SafeTensors(bytes), file.metadata["identity"] == identity,
            let text = file.metadata["state"],
            let header = try? JSONDecoder().decode(Header.self, from: Data(text.utf8)),
            let parameters = file.floats("parameters"), let first = file.floats("first"),
            let second = file.floats("second"), let best = file.floats("best"), parameters.count == count
        else { return nil }
        self.parameters = parameters
        self.best = best
        optimizer = Adam(first: first, second: second, step: header.step)
        epoch = header.epoch
        bestLoss = header.bestLoss ?? .infinity
        bestEpoch = header.bestEpoch
        curve = header.curve
        skipped = header.skipped
        rateScale = header.rateScale ?? 1
        successes = header.successes ?? 0
        failures = header.failures ?? 0
        isFinished = header.isFinished
    }
}
