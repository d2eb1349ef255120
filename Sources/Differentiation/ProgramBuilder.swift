import Lanes

/// Records operations over lane arrays into a `Program`.
///
/// `build` places all values in one arena, so that concatenating and slicing copy nothing.
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
    var constants: [Value] = []

    /// Creates an empty program.
    public init() {}

    /// Declares an input of `features` features, written by the caller before each evaluation.
    ///
    /// - Parameter isConstant: whether it is not differentiated; a pullback then leaves its cotangent undefined.
    public mutating func input(features: Int, isConstant: Bool = false) -> Value {
        let value = allocate(features)
        inputs.append(value)
        if isConstant { constants.append(value) }
        return value
    }

    /// Declares `value` an output: the caller reads its value and, before a pullback, sets its cotangent.
    ///
    /// Inputs and values that are already results are copied, so that each result has a cotangent of its own.
    public mutating func output(_ value: Value) -> Value {
        let isComputed = steps.contains { $0.output == value } && !outputs.contains(value)
        let result = isComputed ? value : copy(value)
        outputs.append(result)
        return result
    }

    /// Records the concatenation of `values` along features.
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
        requireThat(features >= 0, "a value of \(features) features")
        storages.append(Storage(features: features, parent: nil))
        return Value(storage: storages.count - 1, offset: 0, features: features)
    }

    mutating func append(_ instruction: Instruction, inputs: [Value], output: Value, kept: Value? = nil) {
        steps.append(Step(instruction: instruction, inputs: inputs, output: output, kept: kept))
    }

    /// Fixes every offset and returns the program.
    ///
    /// - Parameter recurrence: a result that is the next step's input `state`. It is placed `pitch` features behind the
    ///   state, so that of frames that follow each other at that distance each writes where the next one reads.
    public func build(recurrence: (state: Value, result: Value)? = nil) -> Program {
        var position = [Int](repeating: -1, count: storages.count)
        var next = 0
        let carried = recurrence?.result.storage
        for index in storages.indices where storages[index].parent == nil && index != carried {
            position[index] = next
            next += storages[index].features
        }
        let pitch = next
        func place(_ storage: Int) -> Int {
            if position[storage] >= 0 { return position[storage] }
            guard let parent = storages[storage].parent else { preconditionFailure("storage without a place") }
            position[storage] = place(parent.storage) + parent.offset
            return position[storage]
        }
        func slot(_ value: Value) -> Slot {
            Slot(offset: place(value.storage) + value.offset, features: value.features)
        }

        if let recurrence {
            let whole = storages[recurrence.result.storage]
            requireThat(
                whole.parent == nil && whole.features == recurrence.state.features,
                "a result that is carried on must be as large as the state and stand alone")
            position[recurrence.result.storage] = slot(recurrence.state).offset + pitch
            next = slot(recurrence.state).offset + pitch + whole.features
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
        let cleared = Self.planCotangents(
            of: &instructions, steps: steps, outputs: outputSlots, constants: constants.map(slot), pitch: pitch,
            arenaFeatures: next)
        let carriedSlope =
            recurrence.map {
                Self.carrySlope(in: &instructions, steps: steps, state: slot($0.state), result: slot($0.result))
            } ?? .identity
        var slots: [Value: Slot] = [:]
        for value in inputs + outputs { slots[value] = slot(value) }
        return Program(
            instructions: instructions, inputs: inputs.map(slot), outputs: outputSlots, arenaFeatures: next,
            pitch: pitch, clearedCotangents: cleared, carriedSlope: carriedSlope, slots: slots)
    }

    /// Decides, walking backward, which pullback is the first to reach a cotangent and so writes it; later ones add.
    ///
    /// - Returns: ranges of features that no pullback writes first and that must be cleared.
    static func planCotangents(
        of instructions: inout [Instruction], steps: [Step], outputs: [Slot], constants: [Slot], pitch: Int,
        arenaFeatures: Int
    ) -> [Range<Int>] {
        markConstants(
            in: &instructions, steps: steps, outputs: outputs, constants: constants, arenaFeatures: arenaFeatures)
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
            if instructions[index].isConstant { continue }
            clearUnwritten(instructions[index].output..<instructions[index].output + instructions[index].features)
            for (position, value) in step.inputs.enumerated()
            where !instructions[index].skipsCotangent(ofInput: position) {
                let start = instructions[index].input(position)
                let range = start + instructions[index].constantFeatures..<start + value.features
                if range.allSatisfy({ !isWritten[$0] }) {
                    for feature in range { isWritten[feature] = true }
                } else {
                    clearUnwritten(range)
                    instructions[index].accumulates |= 1 << UInt8(position)
                }
            }
        }
        Self.fuseSlopes(in: &instructions, steps: steps, outputs: outputs)
        for slot in constants { for feature in 0..<slot.features { isWritten[slot.offset + feature] = true } }
        for instruction in instructions where instruction.isConstant {
            for feature in 0..<instruction.features { isWritten[instruction.output + feature] = true }
        }
        clearUnwritten(0..<pitch)
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

    /// Finds values that are not differentiated: constant inputs, and what is computed from them alone, without parameters.
    private static func markConstants(
        in instructions: inout [Instruction], steps: [Step], outputs: [Slot], constants: [Slot], arenaFeatures: Int
    ) {
        var isConstant = [Bool](repeating: false, count: arenaFeatures)
        for slot in constants { for feature in 0..<slot.features { isConstant[slot.offset + feature] = true } }
        for index in instructions.indices {
            var all = true
            for (position, value) in steps[index].inputs.enumerated() {
                let start = instructions[index].input(position)
                if isConstant[start..<start + value.features].allSatisfy({ $0 }) {
                    instructions[index].constants |= 1 << UInt8(position)
                } else {
                    all = false
                }
                if instructions[index].operation == .affine {
                    let leading = isConstant[start..<start + value.features].prefix { $0 }.count
                    instructions[index].constantFeatures = leading
                }
            }
            let range = instructions[index].output..<instructions[index].output + instructions[index].features
            let isResult = outputs.contains { range.overlaps($0.offset..<$0.offset + $0.features) }
            let readsParameters = [.affine, .broadcastParameter].contains(instructions[index].operation)
            if all, !isResult, !readsParameters, instructions[index].operation != .gatedUpdate {
                instructions[index].isConstant = true
                for feature in range { isConstant[feature] = true }
            }
        }
    }
}
