import Foundation

extension ProcessTerm {
    /// What a parameter of a term means; each is the logarithm of a positive number.
    package enum Parameter: Sendable, Hashable, Codable {
        /// log deviation.
        case deviation
        /// log lengthScale.
        case lengthScale
        /// log period.
        case period
        /// log diffusion.
        case diffusion
        /// log start.
        case start
        /// log startSlope.
        case startSlope
    }

    /// The parameters of the term, in order.
    package var parameterKinds: [Parameter] {
        switch self {
        case .constant: [.deviation]
        case .matern12, .matern32, .matern52: [.deviation, .lengthScale]
        case .level: [.diffusion, .start]
        case .slope: [.diffusion, .start, .startSlope]
        case .quasiPeriodic: [.deviation, .period, .lengthScale]
        }
    }

    /// The term's numbers, in the order of `parameterKinds`.
    package var numbers: [Double] {
        switch self {
        case .constant(let deviation): [deviation]
        case .matern12(let deviation, let scale), .matern32(let deviation, let scale),
            .matern52(let deviation, let scale):
            [deviation, scale]
        case .level(let diffusion, let start): [diffusion, start]
        case .slope(let diffusion, let start, let startSlope): [diffusion, start, startSlope]
        case .quasiPeriodic(let deviation, let period, let scale, _): [deviation, period, scale]
        }
    }

    /// The logarithms of the term's numbers, in the order of `parameterKinds`.
    package var parameters: [Double] { numbers.map { log($0) } }

    /// The term of the same kind with other numbers.
    ///
    /// - Parameter parameters: logarithms, in the order of `parameterKinds`. A number whose logarithm does not change keeps
    ///   its bits.
    package func replacing(parameters: [Double]) -> ProcessTerm {
        precondition(
            parameters.count == parameterKinds.count,
            "\(parameters.count) parameters for a term of \(parameterKinds.count)")
        let x = zip(parameters, numbers).map { $0 == log($1) ? $1 : exp($0) }
        return switch self {
        case .constant: .constant(deviation: x[0])
        case .matern12: .matern12(deviation: x[0], lengthScale: x[1])
        case .matern32: .matern32(deviation: x[0], lengthScale: x[1])
        case .matern52: .matern52(deviation: x[0], lengthScale: x[1])
        case .level: .level(diffusion: x[0], start: x[1])
        case .slope: .slope(diffusion: x[0], start: x[1], startSlope: x[2])
        case .quasiPeriodic(_, _, _, let harmonics):
            .quasiPeriodic(deviation: x[0], period: x[1], lengthScale: x[2], harmonics: harmonics)
        }
    }
}
