import Continuum
import Foundation

extension ExitCode {
    /// The code of a command that ended with `error`.
    init(_ error: any Error) {
        self =
            switch error {
            case is UsageError, is FitOptionError: .usage
            case let error as StoreError: Self(error)
            case let error as CSVError: Self(error)
            case let error as ForecastingError: Self(error)
            case let error as EventError: Self(error)
            case let error as JobError: Self(error)
            case let error as BacktestError: Self(error)
            case let error as CommandError: Self(error)
            case is CocoaError: .failed
            default: .bug
            }
    }

    private init(_ error: StoreError) {
        self =
            switch error.category {
            case .unreadable: .unreadable
            case .badInput: .badInput
            case .usage: .usage
            case .notFound: .impossible
            case .failed: .failed
            case .interrupted: .interrupted
            }
    }

    private init(_ error: CSVError) {
        self =
            switch error.category {
            case .unreadable: .unreadable
            case .badInput: .badInput
            case .usage: .usage
            }
    }

    private init(_ error: ForecastingError) {
        self =
            switch error {
            case .tooLittleData, .impossibleRequest, .unsuitableValues: .impossible
            case .unreadableModel: .unreadable
            case .numerical: .failed
            }
    }

    private init(_ error: EventError) {
        self =
            switch error {
            case .invalidSequence: .badInput
            case .tooLittleData, .impossibleRequest: .impossible
            case .unreadableModel: .unreadable
            case .numerical: .failed
            }
    }

    private init(_ error: JobError) {
        self =
            switch error {
            case .noEvents, .unknownMark, .tooManyMarks, .noInterruptedFit, .changedSinceInterruption,
                .noInterruptedBacktest, .changedBacktest, .forecastsEvents, .forecastsValues, .calibratedByItsFit,
                .fitSawLaterRows, .nothingToCalibrateBy:
                .impossible
            case .endlessSteps, .tooManySteps, .tooManyPanels, .notAPicture: .usage
            }
    }

    private init(_ error: BacktestError) {
        self =
            switch error {
            case .noRows, .nothingBefore, .nothingAfter, .nothingToScore, .everySeriesUnseen: .impossible
            case .impossibleShare, .otherTimeKind, .tooManyCutoffs: .usage
            }
    }

    private init(_ error: CommandError) {
        self =
            switch error {
            case .failed: .failed
            case .interrupted: .interrupted
            case .reported(let code): code
            }
    }
}
