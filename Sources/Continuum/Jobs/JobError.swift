import TimeSeries

/// Why a job over a store cannot be done as it was asked.
public enum JobError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There are no events to fit, before `until` or at all.
    case noEvents(until: String?)
    /// No event of the store has the mark; `known` are those that some have.
    case unknownMark(String, known: [String])
    /// The events have more marks than a mark is taken to have.
    case tooManyMarks(count: Int, most: Int)
    /// There is no interrupted fit of this name.
    case noInterruptedFit(String)
    /// The interrupted fit of this name was of other data or settings.
    case changedSinceInterruption(String)
    /// There is no interrupted backtest of this name.
    case noInterruptedBacktest(String)
    /// The interrupted backtest of this name was of other data, models or settings.
    case changedBacktest(String)
    /// A mixture is calibrated by its own fit, or by rows later than that.
    case calibratedByItsFit(model: String)
    /// Rows are to calibrate a model that its fit has seen.
    case fitSawLaterRows(model: String)
    /// There is too little to hide any of it from a fit.
    case nothingToCalibrateBy(model: String)
    /// A model of events was asked for values.
    case forecastsEvents(model: String)
    /// A model of values was asked for events.
    case forecastsValues(model: String, kind: String)
    /// A forecast at equal steps has no last time.
    case endlessSteps
    /// Equal steps make more times than can be meant.
    case tooManySteps(series: String, step: Double, end: String, count: Double)
    /// A picture would have more panels than can be read.
    case tooManyPanels(series: Int, variables: Int, most: Int)
    /// The file's ending is none of those of pictures.
    case notAPicture(String, endings: [String])

    public var description: String {
        switch self {
        case .noEvents(let until):
            "there are neither events nor windows of exposure" + (until.map { " up to \($0)" } ?? "")
        case .unknownMark(let mark, let known):
            "there is no mark '\(mark)' in the store; "
                + (known.isEmpty ? "its events have no marks" : "the marks are \(known.joined(separator: ", "))")
        case .tooManyMarks(let count, let most): "the events have \(count) marks, more than \(most)"
        case .noInterruptedFit(let name): "there is no interrupted fit called '\(name)'"
        case .changedSinceInterruption(let name): "the interrupted fit '\(name)' was of other data or settings"
        case .noInterruptedBacktest(let name): "there is no interrupted backtest of '\(name)'"
        case .changedBacktest(let name):
            "the interrupted backtest of '\(name)' was of other data, models or settings"
        case .calibratedByItsFit(let model):
            "the bands of the mixture '\(model)' are set by its fit, or by rows that came after all that the fit saw"
        case .fitSawLaterRows(let model):
            "the fit of '\(model)' saw later rows, which would tell too little of its errors"
        case .nothingToCalibrateBy(let model): "there is too little data to hide any of it from a fit of '\(model)'"
        case .forecastsEvents(let model): "the model '\(model)' forecasts events, not values"
        case .forecastsValues(let model, let kind): "the model '\(model)' of kind \(kind) forecasts values, not events"
        case .endlessSteps: "the steps have no end"
        case .tooManySteps(let series, let step, let end, let count):
            "series \(series): steps of \(DecimalNumber.text(step)) up to \(end) would be \(count) times"
        case .tooManyPanels(let series, let variables, let most):
            "\(series) series by \(variables) variables are more than \(most) panels"
        case .notAPicture(let path, let endings): "\(path) does not end in .\(endings.joined(separator: ", ."))"
        }
    }
}
