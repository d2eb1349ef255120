/// A value in a program under construction: a range of features of one storage.
public struct Value: Sendable, Hashable {
    let storage: Int
    let offset: Int
    /// Number of features.
    public let features: Int

    /// The features `range` of this value: a view, nothing is copied.
    public subscript(range: Range<Int>) -> Value {
        requireThat(range.lowerBound >= 0 && range.upperBound <= features, "features \(range) of \(features)")
        return Value(storage: storage, offset: offset + range.lowerBound, features: range.count)
    }
}
