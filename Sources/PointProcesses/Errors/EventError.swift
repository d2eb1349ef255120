/// Why a point process could not do what was asked.
public enum EventError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Times or windows that break the rules of a sequence; the series' name is empty where it has none.
    case invalidSequence(SequenceFault, series: String)
    /// The data do not suffice.
    case tooLittleData(EventShortage)
    /// The model cannot answer this.
    case impossibleRequest(EventRefusal)
    /// The numbers failed.
    case numerical(EventFailure)
    /// Bytes that hold no model of this program.
    case unreadableModel(EventModelDamage)

    public var description: String {
        switch self {
        case .invalidSequence(let fault, let series): series.isEmpty ? "\(fault)" : "series \(series): \(fault)"
        case .tooLittleData(let shortage): "\(shortage)"
        case .impossibleRequest(let refusal): "\(refusal)"
        case .numerical(let failure): "\(failure)"
        case .unreadableModel(let damage): "\(damage)"
        }
    }
}
