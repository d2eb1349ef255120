import Lanes

/// Records operations over lane arrays into a `Program`.
///
/// Values are placed at `build`: what is concatenated is computed in place, what is sliced is viewed, neither copies.
public struct ProgramBuilder {
    struct Storage {
        var features: Int
        var parent: (storage: Int, offset: Int)?
    }

    struct Step {
        var instruction: Instruction
        var inputs: [Value]
        var output: Value
        var kept: Value?
    }

    var storages: [Storage] = []
    var steps: [Step] = []
    var inputs: [Value] = []
    var outputs: [Value] = []

    /// Creates an empty program.
    public init() {}

    /// Declares an input of `features` features, written by the caller before each evaluation.
    public mutating func input(features: Int) -> Value {
        let value = allocate(features)
        inputs.append(value)
        return value
    }

    /// Declares `value` a result: the caller reads its value and presets its cotangent.
    ///
    /// Inputs and values that are already results are copied, so that each result has a cotangent of its own.
    public mutating func output(_ value: Value) -> Value {
        let isComputed = steps.contains { $0.output == value } && !outputs.contains(value)
        let result = isComputed ? value : copy(value)
        outputs.append(result)
        return result
    }

    /// Places `values` one after the other.
    public mutating func concatenate(_ values: [Value]) -> Value {
        let whole = allocate(values.reduce(0) { $0 + $1.features })
        var offset = 0
        for value in values {
            let storage = storages[value.storage]
            let isWhole = value.offset == 0 && value.features == storage.features && storage.parent == nil
            if isWhole {
                storages[value.storage].parent = (whole.storage, offset)
            } else {
                let place = Value(storage: whole.storage, offset: offset, features: value.features)
                append(Instruction(operation: .copy), inputs: [value], output: place)
            }
            offset += value.features
        }
        return whole
    }

    mutating func allocate(_ features: Int) -> Value {
        precondition(features >= 0, "a value of \(features) features")
        storages.append(Storage(features: features, parent: nil))
        return Value(storage: storages.count - 1, offset: 0, features: features)
    }

    mutating func append(_ instruction: Instruction, inputs: [Value], output: Value, kept: Value? = nil) {
        steps.append(Step(instruction: instruction, inputs: inputs, output: output, kept: kept))
    }

    /// Fixes every offset and returns the program.
    public func build() -> Program {
        var position = [Int](repeating: -1, count: storages.count)
        var next = 0
        for index in storages.indices where storages[index].parent == nil {
            position[index] = next
            next += storages[index].features
        }
        func place(_ storage: Int) -> Int {
            if position[storage] >= 0 { return position[storage] }
            guard let parent = storages[storage].parent else { preconditionFailure("storage without a place") }
            position[storage] = place(parent.storage) + parent.offset
            return position[storage]
        }
        func slot(_ value: Value) -> Slot {
            Slot(offset: place(value.storage) + value.offset, features: value.features)
        }

        var instructions = steps.map { step in
            var instruction = step.instruction
            let offsets = step.inputs.map { slot($0).offset } + [-1, -1, -1, -1, -1]
            instruction.inputs = (offsets[0], offsets[1], offsets[2], offsets[3], offsets[4])
            instruction.inputCount = step.inputs.count
            instruction.inputFeatures = step.inputs.first?.features ?? 0
            instruction.output = slot(step.output).offset
            instruction.features = step.output.features
            instruction.kept = step.kept.map { slot($0).offset } ?? -1
            return instruction
        }
        let outputSlots = outputs.map(slot)
        let cleared = Self.planCotangents(of: &instructions, steps: steps, outputs: outputSlots, arenaFeatures: next)
        var slots: [Value: Slot] = [:]
        for value in inputs + outputs { slots[value] = slot(value) }
        return Program(
            instructions: instructions, inputs: inputs.map(slot), outputs: outputSlots, arenaFeatures: next,
            clearedCotangents: cleared, slots: slots)
    }

    /// Decides, walking backward, which pullback is the first to reach a cotangent and so writes it; later ones add.
    ///
    /// - Returns: ranges of features that no pullback writes first and that must be cleared.
    static func planCotangents(
        of instructions: inout [Instruction], steps: [Step], outputs: [Slot], arenaFeatures: Int
    ) -> [Range<Int>] {
        var isWritten = [Bool](repeating: false, count: arenaFeatures)
        var isCleared = [Bool](repeating: false, count: arenaFeatures)
        for slot in outputs { for feature in 0..<slot.features { isWritten[slot.offset + feature] = true } }
        func clearUnwritten(_ range: Range<Int>) {
            for feature in range where !isWritten[feature] {
                isCleared[feature] = true
                isWritten[feature] = true
            }
        }
        for index in instructions.indices.reversed() {
            let step = steps[index]
            clearUnwritten(instructions[index].output..<instructions[index].output + instructions[index].features)
            for (position, value) in step.inputs.enumerated() {
                let start = instructions[index].input(position)
                let range = start..<start + value.features
                if range.allSatisfy({ !isWritten[$0] }) {
                    for feature in range { isWritten[feature] = true }
                } else {
                    clearUnwritten(range)
                    instructions[index].accumulates |= 1 << UInt8(position)
                }
            }
        }
        clearUnwritten(0..<arenaFeatures)
        var ranges: [Range<Int>] = []
        for feature in isCleared.indices where isCleared[feature] {
            if let last = ranges.last, last.upperBound == feature {
                ranges[ranges.count - 1] = last.lowerBound..<feature + 1
            } else {
                ranges.append(feature..<feature + 1)
            }
        }
        return ranges
    }
}
