/// How the gradient of a solution is had.
public enum GradientMethod: Sendable, Hashable, Codable {
    /// Through the steps that were taken; exact for them. Memory grows with the steps: 2·features scalars and 40 bytes for
    /// each row and step. Cost: each step's stages once more, and their pullbacks.
    case discrete
    /// As `discrete`, within a number of bytes for each block, for more steps made again.
    case checkpointed(bytes: Int)
    /// By solving the adjoint equation backward in time (Chen et al. 2018). Memory does not grow with the steps; the result is
    /// as near as the tolerances of both solves.
    case continuous
}
