import Lanes

/// The names, shapes and offsets of a model's parameters within one flat vector.
///
/// Layers add their arrays when they are created; the vector itself is an array of `count` numbers that the caller holds.
public struct ParameterTree: Sendable, Hashable {
    /// A parameter array.
    public struct Entry: Sendable, Hashable {
        /// The name, its parts joined by dots: `encoder.gates.weight`.
        public let name: String
        /// Row-major shape.
        public let shape: [Int]
        /// The index of the first element in the flat vector.
        public let offset: Int
        /// The distribution of the initial values.
        public let initializer: Initializer

        /// The number of elements.
        public var count: Int { shape.reduce(1, *) }
    }

    /// The arrays in the order of their offsets, which is that in which they were added.
    public private(set) var entries: [Entry] = []
    /// The number of elements of the flat vector.
    public private(set) var count = 0

    /// Creates an empty tree.
    public init() {}

    /// Appends an array and returns its offset.
    ///
    /// - Precondition: there is no array of that name, and no dimension is negative.
    public mutating func add(_ name: String, shape: [Int], initializer: Initializer) -> Int {
        precondition(!entries.contains { $0.name == name }, "two parameters named \(name)")
        precondition(shape.allSatisfy { $0 >= 0 }, "parameter \(name) of shape \(shape)")
        let entry = Entry(name: name, shape: shape, offset: count, initializer: initializer)
        entries.append(entry)
        count += entry.count
        return entry.offset
    }

    /// The array of that name, `nil` if there is none.
    ///
    /// - Complexity: O(n) in the number of arrays.
    public subscript(name: String) -> Entry? { entries.first { $0.name == name } }

    /// A flat vector of initial values, `(count)`.
    ///
    /// The values are a function of the tree and `seed` alone: counter-based random numbers, keyed by the position of the array and
    /// of the element.
    public func initialValues<Scalar: LaneScalar>(seed: UInt64, as type: Scalar.Type = Scalar.self) -> [Scalar] {
        var values = [Scalar](repeating: 0, count: count)
        for (index, entry) in entries.enumerated() {
            entry.initializer.fill(&values, range: entry.offset..<entry.offset + entry.count, stream: index, seed: seed)
        }
        return values
    }
}
