import Foundation
import Lanes
import Testing

@testable import Forecasting

@Suite struct ResidualModelTests {
    /// Errors of scale 0.2 e^(1.5 x) at leads 1, 2 and 3, x uniform.
    private static func model() -> (model: ResidualModel, scales: [Double], errors: [Double], numbers: [SIMD8<Double>])
    {
        let random = Philox4x32(seed: 3)
        var (scales, errors, leads): ([Double], [Double], [Double]) = ([], [], [])
        var numbers: [SIMD8<Double>] = []
        for row in 0..<6000 {
            let x = random.uniform(epoch: 1, series: UInt32(row), sample: 0, index: 0)
            scales.append(0.2 * exp(1.5 * x))
            errors.append(scales[row] * random.normal(epoch: 1, series: UInt32(row), sample: 1, index: 0))
            leads.append(Double(row % 3 + 1))
            numbers.append(SIMD8(1, x, 0, 0, 0, 0, 0, 0))
        }
        let paths = errors.indices.map { (history: $0, time: 0.0) }
        let model = ResidualModel(
            errors: errors, features: numbers, leads: leads, paths: paths, clock: LeadClock(unit: 1, longest: 3),
            covered: 1e9)
        return (model, scales, errors, numbers)
    }

    @Test func equalLeadsShareTheirErrors() {
        let (model, scales, errors, numbers) = Self.model()
        for lead in [1.0, 2, 3] {
            var inside = 0.0
            var count = 0.0
            for row in errors.indices where Double(row % 3 + 1) == lead {
                let quantiles = model.errors(at: lead, scale: model.scale(numbers[row]))
                // Of 64 quantiles the 4th and the 61st stand at 5.5 % and 94.5 %.
                inside += quantiles[3] <= errors[row] && errors[row] <= quantiles[60] ? 1 : 0
                count += 1
            }
            #expect(abs(inside / count - 0.89) < 0.04, "\(lead): \(inside / count)")
        }
        #expect(abs(errors[0]) < 10 * scales[0])
    }

    @Test func scalesFollowTheirNumbers() {
        let (model, _, _, _) = Self.model()
        let ratio = model.scale(SIMD8(1, 0.9, 0, 0, 0, 0, 0, 0)) / model.scale(SIMD8(1, 0.1, 0, 0, 0, 0, 0, 0))
        // Chance makes 4 % (one standard error), the floor under small errors takes a few more.
        #expect(abs(ratio / exp(1.2) - 1) < 0.2, "\(ratio)")
        let shape = model.errors(at: 2, scale: 1)
        #expect(abs(shape.reduce(0, +)) < 1e-9 && shape == shape.sorted())
    }
}
