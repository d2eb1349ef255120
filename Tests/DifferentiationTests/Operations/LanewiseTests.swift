import Differentiation
import Foundation
import Lanes
import Testing

/// Sine, cosine, division and square root: values, gradients, and what they do where they have none.
@Suite struct LanewiseTests {
    /// The result of a program of inputs with one feature each, and the cotangents of the inputs for one of 1.
    private func run(
        _ inputs: [Double], _ record: (inout ProgramBuilder, [Value]) -> Value
    ) -> (value: Double, cotangents: [Double]) {
        var builder = ProgramBuilder()
        let values = inputs.map { _ in builder.input(features: 1) }
        _ = builder.output(record(&builder, values))
        let program = builder.build()
        let lanes = LaneBlock.width
        let arena = LaneBuffer<Double>(count: program.arenaFeatures * lanes)
        let cotangents = LaneBuffer<Double>(count: program.arenaFeatures * lanes)
        let frame = Frame(values: arena.pointer, cotangents: cotangents.pointer, stride: lanes, lanes: lanes)
        for (slot, value) in zip(program.inputs, inputs) { frame.value(slot).update(repeating: value, count: lanes) }
        program.evaluate(frame, parameters: [0])
        frame.cotangent(program.outputs[0]).update(repeating: 1, count: lanes)
        program.pullBack(frame, parameters: [0])
        return (frame.value(program.outputs[0])[3], program.inputs.map { frame.cotangent($0)[3] })
    }

    @Test func valuesAreThoseOfTheLibrary() {
        for x in [-7.5, -0.3, 0, 0.9, 100] {
            #expect(run([x]) { $0.sin($1[0]) }.value == sin(x))
            #expect(run([x]) { $0.cos($1[0]) }.value == cos(x))
            #expect(run([x, 0.7]) { $0.divide($1[0], $1[1]) }.value == x / 0.7)
            #expect(run([abs(x)]) { $0.squareRoot($1[0]) }.value == abs(x).squareRoot())
        }
    }

    @Test func gradientsAreThoseOfDifferences() {
        expectGradient(at: [3]) { program, x in [program.sin(x[0]), program.cos(x[0])] }
        expectGradient(at: [2], positive: true) { program, x in [program.squareRoot(x[0])] }
        expectGradient(at: [2, 2], positive: true) { program, x in [program.divide(x[0], x[1])] }
        // Read by others too, or the same on both sides: cotangents are added.
        expectGradient(at: [2], positive: true) { program, x in
            let root = program.squareRoot(x[0])
            let ratio = program.divide(program.sin(root), x[0])
            return [program.divide(ratio, ratio), program.add(ratio, program.cos(x[0])), program.multiply(root, ratio)]
        }
        expectGradient(at: [2], parameters: 12) { program, x in
            let layer = program.affine(x[0], weights: 0, bias: 4, features: 2, activation: .tanh)
            return [program.affine(program.sin(layer), weights: 6, bias: 10, features: 2, activation: .elu)]
        }
    }

    @Test func whatTheyDoAtZeroIsAsDocumented() {
        let root = run([0]) { $0.squareRoot($1[0]) }
        #expect(root.value == 0 && root.cotangents[0] == .infinity)
        #expect(run([0]) { $0.scale($0.squareRoot($1[0]), by: 0) }.cotangents[0] == 0)
        #expect(run([-1]) { $0.squareRoot($1[0]) }.value.isNaN)
        let quotient = run([2, 0]) { $0.divide($1[0], $1[1]) }
        #expect(quotient.value == .infinity && quotient.cotangents == [.infinity, -.infinity])
        #expect(run([0, 0]) { $0.divide($1[0], $1[1]) }.value.isNaN)
    }

    @Test func aProgramKnowsItsParameters() {
        var builder = ProgramBuilder()
        let x = builder.input(features: 3)
        _ = builder.output(builder.affine(x, weights: 2, bias: 20, features: 2))
        #expect(builder.build().parameterCount == 22)
        _ = builder.output(builder.broadcast(parameters: 30, features: 4))
        #expect(builder.build().parameterCount == 34)
    }
}
