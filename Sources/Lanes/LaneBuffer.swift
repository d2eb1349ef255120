/// Memory for lane arrays: aligned to 64 bytes, zero at first, freed with the object.
///
/// `pointer` is valid while the buffer lives and does not `grow`. Use from one thread at a time.
public final class LaneBuffer<Scalar: LaneScalar> {
    // Read in the innermost loops: a check for exclusive access would cost more than the read.
    @exclusivity(unchecked) @usableFromInline var first: UnsafeMutablePointer<Scalar>
    @exclusivity(unchecked) @usableFromInline var elements: Int

    /// The first element.
    @inlinable public var pointer: UnsafeMutablePointer<Scalar> { first }
    /// The number of elements.
    @inlinable public var count: Int { elements }

    /// Allocates `count` elements of zero.
    public init(count: Int) {
        elements = count
        first = Self.allocate(count)
    }

    deinit { UnsafeMutableRawPointer(pointer).deallocate() }

    /// Grows to at least `count` elements, keeping the contents. New elements are zero; `pointer` changes.
    ///
    /// - Complexity: amortised O(1) per element, as the size at least doubles.
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

    /// The number of bytes allocated.
    package var allocatedBytes: Int { count * MemoryLayout<Scalar>.stride }

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
