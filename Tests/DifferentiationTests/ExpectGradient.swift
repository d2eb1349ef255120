import Differentiation
import Lanes
import Testing

/// Records a program of inputs with `shapes` features and expects its pullback to equal central differences.
func expectGradient(
    at shapes: [Int], parameters count: Int = 0, positive: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation, of record: (inout ProgramBuilder, [Value]) -> [Value]
) {
    var builder = ProgramBuilder()
    let inputs = shapes.map { builder.input(features: $0) }
    for result in record(&builder, inputs) { _ = builder.output(result) }
    let program = builder.build()
    let lanes = LaneBlock.width
    let random = Philox4x32(seed: 3)
    func draw(_ stream: Int, _ index: Int) -> Double {
        let value = random.normal(epoch: UInt32(stream), series: UInt32(index), sample: 1, index: 0)
        return positive ? abs(value) + 0.3 : value
    }
    let values = shapes.enumerated().map { stream, features in (0..<features * lanes).map { draw(stream, $0) } }
    let parameters = (0..<count).map { draw(100, $0) * 0.5 }
    let check = program.checkGradient(inputs: values, parameters: parameters, lanes: lanes)
    #expect(check.discrepancy < 1e-6, "\(check.place)", sourceLocation: sourceLocation)
    let double = gradients(program, values, parameters, as: Double.self)
    let single = gradients(program, values, parameters, as: Float.self)
    for (wide, narrow) in zip(double, single) {
        #expect(abs(wide - narrow) < 1e-4 * (1 + abs(wide)), sourceLocation: sourceLocation)
    }
}

/// Results of `program`, and the gradients of their sum by inputs and parameters, computed in `Scalar`.
private func gradients<Scalar: LaneScalar>(
    _ program: Program, _ inputs: [[Double]], _ parameters: [Double], as _: Scalar.Type
) -> [Double] {
    let lanes = LaneBlock.width
    let values = LaneBuffer<Scalar>(count: program.arenaFeatures * lanes)
    let cotangents = LaneBuffer<Scalar>(count: program.arenaFeatures * lanes)
    let frame = Frame(values: values.pointer, cotangents: cotangents.pointer, stride: lanes, lanes: lanes)
    let parameters = parameters.map { Scalar($0) }
    for (slot, array) in zip(program.inputs, inputs) {
        for (index, value) in array.enumerated() { frame.value(slot)[index] = Scalar(value) }
    }
    program.evaluate(frame, parameters: parameters)
    var result: [Double] = []
    for slot in program.outputs {
        for index in 0..<slot.features * lanes {
            result.append(Double(frame.value(slot)[index]))
            frame.cotangent(slot)[index] = 1
        }
    }
    program.pullBack(frame, parameters: parameters)
    for slot in program.inputs {
        for index in 0..<slot.features * lanes { result.append(Double(frame.cotangent(slot)[index])) }
    }
    var gradient = [Scalar](repeating: 0, count: parameters.count)
    program.accumulateParameterGradient(frame, into: &gradient)
    return result + gradient.map { Double($0) }
}
