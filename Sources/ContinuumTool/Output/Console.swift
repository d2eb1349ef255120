import Foundation
import Synchronization

/// Where a command prints: results on standard output, everything else on standard error.
final class Console: Sendable {
    let isQuiet: Bool
    let outputIsTerminal: Bool
    private let errorIsTerminal: Bool
    private let output: Int32
    private let errors: Int32
    private let state = Mutex(State())

    private struct State {
        var hasProgressLine = false
        var lastProgress = ContinuousClock.now - .seconds(3600)
        /// Why standard output could not be written.
        var outputFailure: Int32?
    }

    /// - Parameters:
    ///   - isQuiet: whether only results and errors are printed.
    ///   - output: file descriptor of results.
    ///   - errors: file descriptor of everything else.
    init(isQuiet: Bool, output: Int32 = 1, errors: Int32 = 2) {
        self.isQuiet = isQuiet
        self.output = output
        self.errors = errors
        outputIsTerminal = isatty(output) == 1
        errorIsTerminal = isatty(errors) == 1
    }

    /// Prints a result.
    func print(_ text: String, terminator: String = "\n") { write(text + terminator, to: output) }

    /// Writes a result to the file `path`, or prints it where there is none.
    func print(_ text: String, to path: String?) throws(CommandError) {
        guard let path else { return print(text) }
        try OutputFile.write(text + "\n", to: path)
    }

    /// Tells what a person may want to know.
    func note(_ text: String) {
        guard !isQuiet else { return }
        endProgress()
        write(text + "\n", to: errors)
    }

    /// Tells what went wrong.
    func error(_ text: String) {
        endProgress()
        write("continuum: \(text)\n", to: errors)
    }

    /// Shows how far work has come: on a terminal in one row, however narrow, else a line now and then.
    func progress(_ text: @autoclosure () -> String, isLast: Bool = false) {
        progress(ProgressLine([.init(text(), rank: 1)]), isLast: isLast)
    }

    /// Shows how far work has come, leaving out what a narrow terminal has no room for.
    ///
    /// The cursor goes back to the beginning of the row: a terminal that is made narrower then wraps the line below the cursor,
    /// where the next one clears it.
    func progress(_ line: @autoclosure () -> ProgressLine, isLast: Bool = false) {
        guard !isQuiet else { return }
        let isDue = state.withLock { state in
            let wait: Duration = errorIsTerminal ? .milliseconds(100) : .seconds(10)
            guard isLast || .now - state.lastProgress >= wait else { return false }
            state.lastProgress = .now
            state.hasProgressLine = errorIsTerminal && !isLast
            return true
        }
        guard isDue else { return }
        guard errorIsTerminal else { return write("\(line().text)\n", to: errors) }
        let text = line().text(columns: max((Terminal.width(of: errors) ?? 80) - 1, 1))
        write("\r\u{1B}[J\u{1B}[?7l\(text)\u{1B}[?7h\(isLast ? "\n" : "\r")", to: errors)
    }

    /// Starts the wait for the next line of progress anew.
    func beginProgress() { state.withLock { $0.lastProgress = errorIsTerminal ? .now - .seconds(1) : .now } }

    /// Clears a line of progress that stands unfinished.
    func endProgress() {
        let stands = state.withLock { state in
            defer { state.hasProgressLine = false }
            return state.hasProgressLine
        }
        if stands { write("\r\u{1B}[J", to: errors) }
    }

    /// Throws where a part of the results could not be written: a full disk must not look like success.
    func checkOutput() throws(CommandError) {
        guard let failure = state.withLock({ $0.outputFailure }) else { return }
        throw .failed("cannot write standard output: \(String(cString: strerror(failure)))")
    }

    private func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                let failure = errno
                if failure == EINTR { continue }
                if descriptor == output { state.withLock { $0.outputFailure = failure } }
                return
            }
            rest = rest.dropFirst(count)
        }
    }
}
