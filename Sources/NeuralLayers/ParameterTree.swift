import Lanes

/// The names, shapes and places of a model's parameters in one flat vector.
public struct ParameterTree: Sendable, Hashable {
    /// One parameter array.
    public struct Entry: Sendable, Hashable {
        /// Path of the parameter, parts joined by dots: `encoder.gates.weight`.
        public let name: String
        /// Row-major shape.
        public let shape: [Int]
        /// First element in the flat vector.
        public let offset: Int
        /// How it is initialised.
        public let initializer: Initializer

        /// Number of elements.
        public var count: Int { shape.reduce(1, *) }
    }

    /// Every parameter in the order of its offset.
    public private(set) var entries: [Entry] = []
    /// Elements of the flat vector.
    public private(set) var count = 0

    /// Creates an empty tree.
    public init() {}

    /// Appends a parameter and returns its offset.
    public mutating func add(_ name: String, shape: [Int], initializer: Initializer) -> Int {
        precondition(!entries.contains { $0.name == name }, "two parameters named \(name)")
        let entry = Entry(name: name, shape: shape, offset: count, initializer: initializer)
        entries.append(entry)
        count += entry.count
        return entry.offset
    }

    /// The parameter of that name.
    public subscript(name: String) -> Entry? { entries.first { $0.name == name } }

    /// Initial values drawn with `seed`; the same for the same tree and seed, whatever else is drawn.
    public func initialValues<Scalar: LaneScalar>(seed: UInt64, as type: Scalar.Type = Scalar.self) -> [Scalar] {
        var values = [Scalar](repeating: 0, count: count)
        for (index, entry) in entries.enumerated() {
            entry.initializer.fill(&values, range: entry.offset..<entry.offset + entry.count, stream: index, seed: seed)
        }
        return values
    }
}
