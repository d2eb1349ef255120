/// A kind of intensity that can be fitted, by its name in settings and stored models. `allCases` is the one list of them.
public struct IntensityKind: Sendable, Hashable {
    let fit: any ProcessFit.Type

    init(_ fit: any ProcessFit.Type) { self.fit = fit }

    /// The name.
    public var rawValue: String { fit.name }

    /// What it is, for messages, with its article.
    public var title: String { fit.title }

    public static func == (a: IntensityKind, b: IntensityKind) -> Bool { a.rawValue == b.rawValue }
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}
