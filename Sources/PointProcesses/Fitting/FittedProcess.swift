import NeuralLayers

/// A process as it was fitted: what forecasts, checks and reports ask of it, and how it is stored.
///
/// A new kind of intensity is a folder with a process, a type that conforms to this one and to `ProcessFit`, and one line in
/// `IntensityKind.allCases`. `ParametricFit` is that type for a process told by its parameters.
protocol FittedProcess: Sendable, Codable {
    /// The process at its estimates.
    var process: any PointProcess { get }
    /// Free parameters.
    func parameterCount(marks: [String]) -> Int
    /// Named parameters with standard errors; none where they are too many to be named.
    func estimates(marks: [String], covariance: [[Double]]?) -> [ParameterEstimate]
    /// Processes drawn from what is not known of this one.
    ///
    /// - Parameters:
    ///   - covariance: of the unconstrained parameters.
    ///   - sequence: what a latent path is inferred from.
    func draws(
        _ count: Int, seed: UInt64, covariance: [[Double]]?, for sequence: EventSequence
    ) throws(EventError) -> [any PointProcess]
    /// The process that new sequences from `start` on are drawn from.
    func sampled(from start: Double, random: inout RandomStream) -> any PointProcess
    /// The log likelihood of `sequences`, or a lower bound by `samples` draws.
    func likelihood(
        of sequences: [EventSequence], samples: Int, seed: UInt64, threads: Int
    ) throws(EventError) -> EventLikelihood
    /// Weights that are stored as tensors, beside what is encoded.
    func addTensors(to file: inout SafeTensors)
    /// Reads what `addTensors` wrote.
    mutating func readTensors(_ file: SafeTensors) throws(EventError)
}

extension FittedProcess {
    func parameterCount(marks: [String]) -> Int { estimates(marks: marks, covariance: nil).count }
    func sampled(from start: Double, random: inout RandomStream) -> any PointProcess { process }
    func likelihood(
        of sequences: [EventSequence], samples: Int, seed: UInt64, threads: Int
    ) throws(EventError) -> EventLikelihood {
        try process.likelihood(sequences)
    }
    func addTensors(to file: inout SafeTensors) {}
    mutating func readTensors(_ file: SafeTensors) throws(EventError) {}
}
