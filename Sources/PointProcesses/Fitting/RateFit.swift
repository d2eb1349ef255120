import Lanes

/// A process of rates that are constant where they hold, with the counts that the rates were estimated from.
struct RateFit<Process: RateProcess>: FittedProcess {
    let rates: Process
    let counts: RateCounts

    /// As the associated values of a case, which stored models began with.
    enum CodingKeys: String, CodingKey {
        case rates = "_0"
        case counts = "_1"
    }

    var process: any PointProcess { rates }

    func estimates(marks: [String], covariance: [[Double]]?) -> [ParameterEstimate] {
        counts.estimates(names: rates.parameterNames(marks: marks).map(\.name))
    }

    func draws(
        _ count: Int, seed: UInt64, covariance: [[Double]]?, for sequence: EventSequence
    ) throws(EventError) -> [any PointProcess] {
        (0..<count).map { sample in
            var random = RandomStream(seed: seed, .parameterDraws, sample: UInt32(sample))
            return rates.replacing(rates: counts.draw { random.uniform() })
        }
    }
}

/// A process whose parameters are rates, `(marks)(pieces)`.
protocol RateProcess: ParametricProcess {
    func replacing(rates: [[Double]]) -> Self
}
