import TimeSeries

/// What is asked of the path that a variable takes after the last observation.
public enum PathQuestion: Sendable, Hashable {
    /// When a condition first holds, as far as `horizon` ahead of the last observation: seconds, or the data's own unit; `nil` for
    /// ``PathInquiry/usualSteps`` steps.
    case firstPassage(LevelCondition, horizon: Double?)
    /// The value at a time, and the probability that a condition holds of it.
    case value(at: Moment, LevelCondition)
    /// Its mean over time, by the trapezoidal rule over steps.
    case mean(from: Moment, to: Moment)
    /// The sum of its values at steps from the first time on, before the second.
    case sum(from: Moment, to: Moment)
    /// Its greatest value at steps from the first time to the second.
    case maximum(from: Moment, to: Moment)
}

/// The answer for one variable of one series.
public struct PathAnswer: Sendable {
    /// Index of the series in the collection.
    public let series: Int
    /// The variable.
    public let variable: String
    /// What was found.
    public let finding: Finding

    /// What was found, by the kind of question.
    public enum Finding: Sendable {
        /// When a condition first holds.
        case passage(FirstPassage)
        /// A value, and the probability that the condition holds of it.
        case value(PathValues, probability: Double)
        /// A mean, sum or maximum.
        case total(PathValues)
        /// There are no paths: the model could not answer.
        case failure(ForecastingError)
    }
}
