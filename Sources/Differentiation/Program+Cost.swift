extension Program {
    /// Multiplications of the matrix products of one evaluation, for each lane.
    public var multiplications: Int {
        instructions.reduce(0) { $0 + ($1.operation == .affine ? $1.inputFeatures * $1.features : 0) }
    }

    /// Elements of the parameter vector that the program reads: one beyond the last.
    public var parameterCount: Int {
        instructions.reduce(0) { count, instruction in
            switch instruction.operation {
            case .affine:
                max(
                    count, instruction.weights + instruction.inputFeatures * instruction.features,
                    instruction.bias < 0 ? 0 : instruction.bias + instruction.features)
            case .broadcastParameter: max(count, instruction.weights + instruction.features)
            default: count
            }
        }
    }
}
