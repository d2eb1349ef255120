import Foundation
import Lanes
import NeuralLayers
import Testing

/// The recurrence of the paper with 40 digits; see `golden/adam.py`.
private struct Golden: Decodable {
    let start: [Double]
    let scale: [Double]
    let target: [Double]
    let learningRate: Double
    let after1: [Double]
    let after2: [Double]
    let after10: [Double]
    let after100: [Double]
    let first: [Double]
    let second: [Double]

    static func load() throws -> Golden {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("golden/adam.json")
        return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: path))
    }
}

@Suite struct AdamTests {
    private let golden: Golden

    init() throws { golden = try Golden.load() }

    private func expectNear<Scalar: LaneScalar>(
        _ values: [Scalar], _ wanted: [Double], within tolerance: Double,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(values.count == wanted.count, sourceLocation: sourceLocation)
        for (value, wanted) in zip(values, wanted) {
            #expect(
                abs(Double(value) - wanted) <= tolerance * max(abs(wanted), 1e-3), sourceLocation: sourceLocation)
        }
    }

    private func follow<Scalar: LaneScalar>(as type: Scalar.Type, within tolerance: Double) {
        var adam = Adam<Scalar>(count: 4)
        var parameters = golden.start.map { Scalar($0) }
        for step in 1...100 {
            let gradient = parameters.indices.map {
                Scalar(golden.scale[$0]) * (parameters[$0] - Scalar(golden.target[$0]))
            }
            adam.update(&parameters, gradient: gradient, learningRate: golden.learningRate)
            switch step {
            case 1: expectNear(parameters, golden.after1, within: tolerance)
            case 2: expectNear(parameters, golden.after2, within: tolerance)
            case 10: expectNear(parameters, golden.after10, within: tolerance)
            default: break
            }
        }
        expectNear(parameters, golden.after100, within: tolerance)
        #expect(adam.step == 100)
        if Scalar.self == Double.self {
            expectNear(adam.first, golden.first, within: tolerance)
            expectNear(adam.second, golden.second, within: tolerance)
        }
    }

    @Test func doublesFollowThePaper() { follow(as: Double.self, within: 1e-12) }

    /// A hundred updates in single precision, each off by a few units of 6e-8.
    @Test func floatsFollowThePaper() { follow(as: Float.self, within: 2e-5) }

    @Test func aRestoredOptimiserGoesOnToTheSameBits() {
        var whole = Adam<Float>(count: 3)
        var parameters: [Float] = [1, -2, 3]
        func gradient(_ step: Int) -> [Float] { (0..<3).map { Float(sin(Double(3 * step + $0))) } }
        for step in 0..<7 { whole.update(&parameters, gradient: gradient(step), learningRate: 0.01) }
        var restored = Adam(first: whole.first, second: whole.second, step: whole.step)
        var again = parameters
        for step in 7..<20 {
            whole.update(&parameters, gradient: gradient(step), learningRate: 0.01)
            restored.update(&again, gradient: gradient(step), learningRate: 0.01)
        }
        #expect(parameters == again && whole.second == restored.second)
    }

    @Test func theFirstUpdateIsTheLearningRate() {
        var adam = Adam<Double>(count: 2)
        var parameters = [0.0, 0]
        adam.update(&parameters, gradient: [1e-3, -1e3], learningRate: 0.1)
        #expect(abs(parameters[0] + 0.1) < 1e-5 && abs(parameters[1] - 0.1) < 1e-5)
    }
}
