extension Program {
    /// Multiplications of the matrix products of one evaluation, for each lane.
    public var multiplications: Int {
        instructions.reduce(0) { $0 + ($1.operation == .affine ? $1.inputFeatures * $1.features : 0) }
    }
}
