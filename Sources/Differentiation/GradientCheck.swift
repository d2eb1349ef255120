import Lanes

/// The result of comparing a program's pullback with central differences.
public struct GradientCheck: Sendable {
    /// The largest |pullback − difference| / (1 + |difference|).
    public let discrepancy: Double
    /// The input or parameter where it occurs.
    public let place: String
}

extension Program {
    /// Compares the pullback to inputs and parameters with central differences, in `Double`.
    ///
    /// The function differentiated is Σ output · cotangent with fixed pseudo-random cotangents.
    /// - Parameters:
    ///   - inputs: one array for each input slot, `(features, lanes)`.
    ///   - parameters: the parameter vector.
    ///   - lanes: a multiple of `LaneBlock.width`.
    /// - Complexity: two evaluations for each element of inputs and parameters.
    public func checkGradient(inputs values: [[Double]], parameters: [Double], lanes: Int, step: Double = 1e-5)
        -> GradientCheck
    {
        requireThat(values.count == inputs.count, "\(values.count) inputs given, \(inputs.count) wanted")
        let arena = LaneBuffer<Double>(count: arenaFeatures * lanes)
        let cotangents = LaneBuffer<Double>(count: arenaFeatures * lanes)
        let frame = Frame(
            values: arena.pointer, cotangents: cotangents.pointer, stride: lanes, column: 0, lanes: lanes)
        let random = Philox4x32(seed: 7)
        func weight(_ output: Int, _ element: Int) -> Double {
            random.normal(.gradientCheck, epoch: UInt32(output), series: UInt32(element))
        }
        func loss(_ values: [[Double]], _ parameters: [Double]) -> Double {
            for (slot, array) in zip(inputs, values) {
                for (element, value) in array.enumerated() { frame.value(slot)[element] = value }
            }
            evaluate(frame, parameters: parameters)
            var sum = 0.0
            for (index, slot) in outputs.enumerated() {
                for element in 0..<slot.features * lanes { sum += frame.value(slot)[element] * weight(index, element) }
            }
            return sum
        }
        _ = loss(values, parameters)
        for (index, slot) in outputs.enumerated() {
            for element in 0..<slot.features * lanes { frame.cotangent(slot)[element] = weight(index, element) }
        }
        pullBack(frame, parameters: parameters)
        var gradient = [Double](repeating: 0, count: parameters.count)
        accumulateParameterGradient(frame, into: &gradient)
        let inputGradients = inputs.map { slot in
            (0..<slot.features * lanes).map { frame.cotangent(slot)[$0] }
        }
        var worst = GradientCheck(discrepancy: 0, place: "none")
        func compare(_ value: Double, _ difference: Double, _ place: @autoclosure () -> String) {
            let error = abs(value - difference) / (1 + abs(difference))
            if !(error <= worst.discrepancy) { worst = GradientCheck(discrepancy: error, place: place()) }
        }
        for index in values.indices {
            for element in values[index].indices {
                var moved = values
                moved[index][element] = values[index][element] + step
                let above = loss(moved, parameters)
                moved[index][element] = values[index][element] - step
                let below = loss(moved, parameters)
                compare(inputGradients[index][element], (above - below) / (2 * step), "input \(index)[\(element)]")
            }
        }
        for element in parameters.indices {
            var moved = parameters
            moved[element] = parameters[element] + step
            let above = loss(values, moved)
            moved[element] = parameters[element] - step
            let below = loss(values, moved)
            compare(gradient[element], (above - below) / (2 * step), "parameter \(element)")
        }
        return worst
    }
}
