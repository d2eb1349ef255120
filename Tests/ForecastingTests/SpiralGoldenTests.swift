import DifferentialEquations
import Forecasting
import Foundation
import Lanes
import NeuralLayers
import Testing
import Workbenches

/// The spiral model against torch: see golden/w1.py.
@Suite struct SpiralGoldenTests {
    private struct Golden: Decodable {
        struct Parameter: Decodable {
            let value: [Double]
            let gradient: [Double]
            let norm: Double
        }
        let loss: Double
        let kl: Double
        let logLikelihood: Double
        let noise: [Double]
        let parameters: [String: Parameter]
    }

    private func load() throws -> (golden: Golden, times: [Double], values: [Double]) {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("golden")
        let golden = try JSONDecoder().decode(
            Golden.self, from: Data(contentsOf: folder.appendingPathComponent("w1.json")))
        let bytes = try Data(contentsOf: folder.appendingPathComponent("w1_spirals.f64"))
        let numbers = bytes.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
        return (golden, Array(numbers.prefix(100)), Array(numbers.dropFirst(100)))
    }

    private func compare<Scalar: LaneScalar>(
        as type: Scalar.Type, relative: Double, absolute: Double, loss lossBound: Double,
        gradient gradientBound: Double, by method: GradientMethod = .discrete
    ) throws {
        let (golden, times, values) = try load()
        let workload = SpiralWorkload<Scalar>(
            times: times, values: values, noise: golden.noise, method: .dopri5, relative: relative,
            absolute: absolute, gradient: method)
        let tree = workload.model.parameters
        var parameters = [Scalar](repeating: 0, count: tree.count)
        for entry in tree.entries {
            let given = try #require(golden.parameters[entry.name])
            #expect(given.value.count == entry.count)
            for (index, value) in given.value.enumerated() { parameters[entry.offset + index] = Scalar(value) }
        }
        var gradient = parameters
        let (loss, _) = try workload.step(parameters: parameters, gradient: &gradient)
        #expect(abs(loss - golden.loss) < lossBound * abs(golden.loss), "loss \(loss)")
        for entry in tree.entries {
            let given = try #require(golden.parameters[entry.name])
            // Relative to the array's norm: single elements may be near zero.
            let difference =
                zip(given.gradient, gradient[entry.offset..<entry.offset + entry.count])
                .map { abs($0 - Double($1)) }.max() ?? 0
            #expect(difference < gradientBound * given.norm, "\(entry.name): \(difference / given.norm)")
        }
    }

    @Test func doubleEqualsTorch() throws {
        try compare(as: Double.self, relative: 1e-10, absolute: 1e-12, loss: 1e-8, gradient: 1e-6)
    }

    @Test(arguments: [GradientMethod.checkpointed(bytes: 300_000), .continuous(), .interpolating()])
    func everyGradientEqualsTorch(method: GradientMethod) throws {
        try compare(as: Double.self, relative: 1e-10, absolute: 1e-12, loss: 1e-8, gradient: 1e-6, by: method)
    }

    @Test func floatEqualsTorch() throws {
        try compare(as: Float.self, relative: 1e-6, absolute: 1e-8, loss: 1e-4, gradient: 1e-4)
    }
}
