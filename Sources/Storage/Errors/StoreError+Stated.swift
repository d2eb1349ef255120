// Errors of layers above the store about what it holds, in their words.
extension StoreError {
    /// A store or file is missing or unreadable.
    public static func unreadable(_ text: String) -> StoreError { .stated(.unreadable, text) }
    /// An input's contents cannot be taken.
    public static func badInput(_ text: String) -> StoreError { .stated(.badInput, text) }
    /// The request contradicts itself.
    public static func usage(_ text: String) -> StoreError { .stated(.usage, text) }
    /// What was named is not in the store, or its data cannot do what was asked.
    public static func notFound(_ text: String) -> StoreError { .stated(.notFound, text) }
    /// Something outside failed.
    public static func failed(_ text: String) -> StoreError { .stated(.failed, text) }
}
