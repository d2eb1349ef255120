import Lanes

/// Gradients of blocks that several threads compute, put together in the blocks' order: the number of threads never changes a
/// bit.
package final class BlockGradients<Scalar: LaneScalar> {
    private let memory = LaneBuffer<Scalar>(count: 0)
    private let size: Int

    /// - Parameter parameters: elements of a gradient.
    package init(parameters: Int) {
        size = LaneBlock.paddedLanes(for: parameters)
    }

    /// Sets the gradients of `blocks` blocks to zero.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func begin(blocks: Int) {
        memory.grow(to: size * blocks)
        memory.pointer.update(repeating: 0, count: size * blocks)
    }

    /// The gradient of one block, to be added to by the thread that has it.
    package func gradient(of block: Int) -> UnsafeMutablePointer<Scalar> { memory.pointer + block * size }

    /// Replaces `gradient` by the sum of those of the first `blocks` blocks.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func sum(blocks: Int, into gradient: inout [Scalar]) {
        for block in 0..<blocks where block > 0 {
            Scalar.scaleAdd(
                1, x: memory.pointer + block * size, xStride: size, 1, y: memory.pointer, yStride: size, features: 1,
                lanes: size)
        }
        let sum = memory.pointer
        gradient.withUnsafeMutableBufferPointer { gradient in
            for index in gradient.indices { gradient[index] = blocks == 0 ? 0 : sum[index] }
        }
    }
}
