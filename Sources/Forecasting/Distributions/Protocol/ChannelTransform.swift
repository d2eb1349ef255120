import Foundation

/// The function that a channel's values go through before they are standardised. The model sees what it gives.
public enum ChannelTransform: Sendable, Hashable {
    /// x
    case identity
    /// log x, for positive values.
    case logarithm

    /// The transformed value.
    func callAsFunction(_ x: Double) -> Double {
        switch self {
        case .identity: x
        case .logarithm: log(x)
        }
    }
}

/// Stored as a Boolean, true for the logarithm.
extension ChannelTransform: Codable {
    public init(from decoder: any Decoder) throws {
        self = try decoder.singleValueContainer().decode(Bool.self) ? .logarithm : .identity
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self == .logarithm)
    }
}
