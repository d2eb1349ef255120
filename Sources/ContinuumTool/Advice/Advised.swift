/// An error of a library for which the command line knows a remedy.
///
/// Libraries state facts; which verb or option helps is the command line's to say. Each library's errors conform in a file of
/// their own beside this one.
protocol Advised {
    /// What to do about it, in terms of verbs and options, without a final full stop; `nil` where the fact says enough.
    var advice: String? { get }
}
