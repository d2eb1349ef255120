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

    package init(file: String, options: String, timeStyle: TimeStyle, onDuplicate: DuplicatePolicy) {
        self.file = file
        self.options = options
        self.timeStyle = timeStyle
        self.onDuplicate = onDuplicate
    }
}
