import Continuum
import TimeSeries

extension JobError: Advised {
    var advice: String? {
        switch self {
        case .noEvents(until: .none): "import some with: continuum import FILE --events"
        case .noEvents, .notAPicture: nil
        case .unknownMark(let mark, let known):
            Nearest.names(to: mark, among: known).first.map { "did you mean \($0)?" }
        case .tooManyMarks: "choose some with --marks, or fit all events as one kind with --no-marks"
        case .noInterruptedFit, .noInterruptedBacktest: "start it without --resume"
        case .changedSinceInterruption, .changedBacktest:
            "give the settings and data that it began with, or start anew without --resume"
        case .calibratedByItsFit(let model):
            "fit it again with: continuum fit \(model), or calibrate it on later rows with --since T"
        case .fitSawLaterRows: "name the last moment that the fit saw with --since, or calibrate without it"
        case .nothingToCalibrateBy: "import more observations"
        case .forecastsEvents(let model): "ask it with: continuum events forecast \(model)"
        case .forecastsValues(let model, _): "ask it with: continuum forecast \(model)"
        case .endlessSteps: "say how far: --until T or --for DUR"
        case .tooManySteps: "give a longer step with --every"
        case .tooManyPanels: "choose with --series and --variables"
        }
    }
}
