import Continuum
import Foundation

/// The exit codes that scripts rely on.
enum ExitCode: Int32, CaseIterable, Sendable {
    case done = 0
    case failed = 1
    case impossible = 2
    case usage = 64
    case badInput = 65
    case unreadable = 66
    case bug = 70
    case interrupted = 130

    /// What the manual says of it.
    var meaning: String {
        switch self {
        case .done: "Done."
        case .failed: "The disk, another program, or the numbers failed."
        case .impossible: "The model or the data cannot do what was asked: too little data, a time outside the range."
        case .usage: "A mistake in the command line."
        case .badInput: "Bad input data."
        case .unreadable: "An input or the store is missing or unreadable."
        case .bug: "A bug of this program."
        case .interrupted: "Interrupted; work up to the last checkpoint is kept."
        }
    }

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
                .forecastsEvents, .forecastsValues:
                .impossible
            case .endlessSteps, .tooManySteps, .tooManyPanels, .notAPicture: .usage
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
