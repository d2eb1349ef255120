import DifferentialEquations

/// Why a model could not be fitted, read or asked.
public enum ForecastingError: Error, Sendable, CustomStringConvertible {
    /// There is less data than the model can learn from, or answer from.
    case tooLittleData(DataShortage)
    /// A request or its settings lie outside of what the model can do.
    case impossibleRequest(RequestFault)
    /// Stored bytes are not a model of this program.
    case unreadableModel(ModelFault)
    /// Values do not fit the distribution, the training or the range of numbers.
    case unsuitableValues(ValueFault)
    /// The solver failed, on `series` where one is to blame.
    case numerical(SolverError, series: String?)

    public var description: String {
        switch self {
        case .tooLittleData(let fact): fact.description
        case .impossibleRequest(let fact): fact.description
        case .unreadableModel(let fact): fact.description
        case .unsuitableValues(let fact): fact.description
        case .numerical(let error, let series): (series.map { "series \($0): " } ?? "") + error.description
        }
    }
}
