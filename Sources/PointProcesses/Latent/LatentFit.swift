import Lanes
import NeuralLayers

/// Fits the intensity of a latent ODE.
enum LatentFit: ProcessFit {
    static let name = "latent-ode"
    static let title = "a latent ODE"
    static let key = "latent"

    static func fit(
        _ task: ProcessFitTask, progress: (EventFitProgress) -> Void, isCancelled: () -> Bool
    ) throws(EventError) -> ProcessFitResult<FittedLatent>? {
        let trainer = try LatentEventTrainer(
            task.sequences, markCount: task.markCount, settings: task.settings, threads: task.threads)
        guard let model = try trainer.run(progress: progress, isCancelled: isCancelled) else { return nil }
        return ProcessFitResult(fitted: FittedLatent(model: model))
    }
}

/// A fitted latent intensity. What is not known of it is the path, told by the posterior, and what the members differ in.
struct FittedLatent: FittedProcess {
    var model: LatentEventModel

    /// As the first associated value of a case, which stored models began with.
    enum CodingKeys: String, CodingKey { case model = "_0" }

    var process: any PointProcess { LatentEventProcess(model) }

    func parameterCount(marks: [String]) -> Int { model.parameters.count }

    func estimates(marks: [String], covariance: [[Double]]?) -> [ParameterEstimate] { [] }

    func draws(
        _ count: Int, seed: UInt64, covariance: [[Double]]?, for sequence: EventSequence
    ) throws(EventError) -> [any PointProcess] {
        try model.draws(count, seed: seed, for: sequence)
    }

    /// A path drawn from the prior.
    func sampled(from start: Double, random: inout RandomStream) -> any PointProcess {
        let state = (0..<model.shape.latent).map { _ in random.normal() }
        let member = min(Int(random.uniform() * Double(model.members.count)), model.members.count - 1)
        return LatentEventProcess(model, member: member, starts: [start], states: [state])
    }

    func likelihood(
        of sequences: [EventSequence], samples: Int, seed: UInt64, threads: Int
    ) throws(EventError) -> EventLikelihood {
        try model.likelihood(sequences, samples: samples, seed: seed, threads: threads)
    }

    private static func tensor(_ name: String, _ member: Int) -> String {
        member == 0 ? name : "member\(member).\(name)"
    }

    func addTensors(to file: inout SafeTensors) {
        file.metadata["members"] = "\(model.members.count)"
        for (member, parameters) in model.members.enumerated() {
            for entry in LatentEventNetwork(model.shape).tree.entries {
                file.add(
                    Self.tensor(entry.name, member), shape: entry.shape,
                    Array(parameters[entry.offset..<entry.offset + entry.count]))
            }
        }
    }

    mutating func readTensors(_ file: SafeTensors) throws(EventError) {
        let tree = LatentEventNetwork(model.shape).tree
        guard let count = file.metadata["members"].flatMap(Int.init), count > 0 else {
            throw .unreadableModel(.noMemberCount)
        }
        for member in 0..<count {
            var parameters = [Float](repeating: 0, count: tree.count)
            for entry in tree.entries {
                guard let values = file.floats(Self.tensor(entry.name, member)), values.count == entry.count else {
                    throw .unreadableModel(.missingWeights(entry.name))
                }
                for (index, value) in values.enumerated() { parameters[entry.offset + index] = value }
            }
            model.members.append(parameters)
        }
    }
}
