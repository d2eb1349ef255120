/// Memory for lane arrays: 64-byte aligned, zero at first, owned by one object.
public final class LaneBuffer<Scalar: LaneScalar> {
    // Whoever owns a buffer uses it from one thread at a time; kernels' callers read these in their innermost loops.
    @exclusivity(unchecked) @usableFromInline var first: UnsafeMutablePointer<Scalar>
    @exclusivity(unchecked) @usableFromInline var elements: Int

    /// The first element.
    @inlinable public var pointer: UnsafeMutablePointer<Scalar> { first }
    /// Number of elements.
    @inlinable public var count: Int { elements }

    /// Allocates `count` zeros.
    public init(count: Int) {
        elements = count
        first = Self.allocate(count)
    }

    deinit { UnsafeMutableRawPointer(pointer).deallocate() }

    /// Makes room for at least `count` elements; keeps the contents, moves them at most once per doubling.
    @inlinable public func grow(to count: Int) {
        if count > elements { move(to: max(count, 2 * elements)) }
    }

    @usableFromInline func move(to capacity: Int) {
        let larger = Self.allocate(capacity)
        larger.update(from: first, count: elements)
        UnsafeMutableRawPointer(first).deallocate()
        first = larger
        elements = capacity
    }

    /// Bytes held.
    public var allocatedBytes: Int { count * MemoryLayout<Scalar>.stride }

    /// Sets every element to zero.
    @inlinable public func clear() { first.update(repeating: 0, count: elements) }

    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Scalar> {
        let bytes = max(count, 1) * MemoryLayout<Scalar>.stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        let pointer = raw.bindMemory(to: Scalar.self, capacity: max(count, 1))
        pointer.initialize(repeating: 0, count: max(count, 1))
        return pointer
    }
}
