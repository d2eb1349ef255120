import TimeSeries

/// What a store logs of an import at its beginning.
package struct ImportHeader: Sendable {
    /// The file's path as it was given, or `standard input`.
    package var file: String
    /// How the file was read: JSON.
    package var options: String
    /// How the file writes times.
    package var timeStyle: TimeStyle
    /// What to do with known observations of another value.
    package var onDuplicate: DuplicatePolicy
    /// Whether cells may have measurement errors.
    package var hasErrors: Bool

    package init(
        file: String, options: String, timeStyle: TimeStyle, onDuplicate: DuplicatePolicy, hasErrors: Bool = false
    ) {
        self.file = file
        self.options = options
        self.timeStyle = timeStyle
        self.onDuplicate = onDuplicate
        self.hasErrors = hasErrors
    }
}
