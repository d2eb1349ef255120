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
}
