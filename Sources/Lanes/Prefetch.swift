import CLaneKernels

/// Asks for the cache line at `address`, which will be read a little later. Any address will do: nothing is read here.
@inlinable @inline(__always)
public func prefetch(_ address: UnsafeRawPointer) { lane_prefetch(address) }
