import DifferentialEquations

/// Why a point process could not do what was asked.
public enum EventError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Times or windows that break the rules of a sequence.
    case invalidSequence(String)
    /// The data do not suffice.
    case tooLittleData(String)
    /// The model cannot answer this.
    case impossibleRequest(String)
    /// The numbers failed.
    case numerical(String)
    /// Bytes that hold no model of this program.
    case unreadableModel(String)

    public var description: String {
        switch self {
        case .invalidSequence(let text), .tooLittleData(let text), .impossibleRequest(let text), .numerical(let text),
            .unreadableModel(let text):
            text
        }
    }
}
