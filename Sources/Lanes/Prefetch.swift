import CLaneKernels

/// Prefetches the cache line at `address`. The address need not be valid: nothing is read.
@inlinable @inline(__always)
package func prefetch(_ address: UnsafeRawPointer) { lane_prefetch(address) }
