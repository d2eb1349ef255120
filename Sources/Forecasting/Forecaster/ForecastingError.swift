import DifferentialEquations

/// Why a model could not be fitted or asked.
public enum ForecastingError: Error, Sendable, CustomStringConvertible {
    /// There is less data than the model can learn from.
    case tooLittleData(String)
    /// A request lies outside of what the model can answer.
    case impossibleRequest(String)
    /// The stored bytes are not those of a model of this program.
    case unreadableModel(String)
    /// Values do not fit the likelihood.
    case unsuitableValues(String)
    /// The solver failed.
    case numerical(SolverError, series: String?)

    public var description: String {
        switch self {
        case .tooLittleData(let text), .impossibleRequest(let text), .unreadableModel(let text),
            .unsuitableValues(let text):
            text
        case .numerical(let error, let series):
            (series.map { "series \($0): " } ?? "") + error.description
        }
    }
}
