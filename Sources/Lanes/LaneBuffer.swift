/// Memory for lane arrays: 64-byte aligned, zero at first, owned by one object.
public final class LaneBuffer<Scalar: LaneScalar> {
    /// The first element.
    public private(set) var pointer: UnsafeMutablePointer<Scalar>
    /// Number of elements.
    public private(set) var count: Int

    /// Allocates `count` zeros.
    public init(count: Int) {
        self.count = count
        pointer = Self.allocate(count)
    }

    deinit { UnsafeMutableRawPointer(pointer).deallocate() }

    /// Makes room for at least `count` elements; keeps the contents, moves them at most once per doubling.
    public func grow(to count: Int) {
        guard count > self.count else { return }
        let capacity = max(count, self.count * 2)
        let larger = Self.allocate(capacity)
        larger.update(from: pointer, count: self.count)
        UnsafeMutableRawPointer(pointer).deallocate()
        pointer = larger
        self.count = capacity
    }

    /// Bytes held.
    public var allocatedBytes: Int { count * MemoryLayout<Scalar>.stride }

    /// Sets every element to zero.
    public func clear() { pointer.update(repeating: 0, count: count) }

    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Scalar> {
        let bytes = max(count, 1) * MemoryLayout<Scalar>.stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        let pointer = raw.bindMemory(to: Scalar.self, capacity: max(count, 1))
        pointer.initialize(repeating: 0, count: max(count, 1))
        return pointer
    }
}
