/// Why a command ended early, other than a mistake in its words or a library's error.
enum CommandError: Error, CustomStringConvertible {
    /// The program's surroundings failed: a full disk, a file that cannot be written.
    case failed(String)
    /// The person asked to stop; the text says what was kept.
    case interrupted(String)
    /// The errors are printed already; only the exit code is left.
    case reported(ExitCode)

    var description: String {
        switch self {
        case .failed(let text), .interrupted(let text): text
        case .reported: ""
        }
    }
}
