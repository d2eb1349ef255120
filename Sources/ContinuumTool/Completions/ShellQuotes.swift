/// Quotes of shells.
enum ShellQuotes {
    /// Text between single quotes of a POSIX shell.
    static func single(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
