import Crew
import Foundation
import StateSpace
import Testing

/// The filter's adjoint against central differences, in double precision.
@Suite struct GradientTests {
    /// The differences of Richardson's extrapolation of step 1e-3: errors of order h⁴ and of rounding are below 1e-9.
    private func difference(_ model: LinearModel, _ rows: ObservationRows, _ place: Int) -> Double {
        func slope(_ h: Double) -> Double {
            var (up, down) = (model.parameters, model.parameters)
            up[place] += h
            down[place] -= h
            return
                (model.replacing(parameters: up).logLikelihood(rows)
                - model.replacing(parameters: down).logLikelihood(rows)) / (2 * h)
        }
        let h = 1e-3
        return (64 * slope(h / 4) - 20 * slope(h / 2) + slope(h)) / 45
    }

    @Test(arguments: ModelsUnderTest.all) func agreesWithDifferences(model: LinearModel) {
        for count in [1, 3, 80] {
            let rows = ModelsUnderTest.rows(count, channels: model.channels, seed: UInt64(7 + count), gap: 6)
            let (value, gradient) = model.logLikelihoodGradient(rows)
            #expect(value == model.logLikelihood(rows))
            #expect(gradient.count == model.parameters.count)
            for (place, kind) in model.parameterKinds.enumerated() {
                let known = difference(model, rows, place)
                #expect(
                    abs(gradient[place] - known) < 1e-7 * max(1, abs(known)),
                    "\(kind) of \(count) rows: \(gradient[place]) and \(known)")
            }
        }
    }

    /// Over several tapes, which are filtered again.
    @Test func longSeries() {
        let model = ModelsUnderTest.coupled
        let rows = ModelsUnderTest.rows(3000, channels: 3, seed: 3)
        let (value, gradient) = model.logLikelihoodGradient(rows)
        #expect(value == model.logLikelihood(rows))
        for place in stride(from: 0, to: gradient.count, by: 3) {
            let known = difference(model, rows, place)
            #expect(abs(gradient[place] - known) < 1e-7 * max(1, abs(known)), "\(model.parameterKinds[place])")
        }
    }

    /// Loadings of zero have a gradient too, and an undamped season one by its period.
    @Test func edges() {
        let model = LinearModel(
            components: [
                .init(.matern32(deviation: 1, lengthScale: 2), loadings: [1, 0]),
                .init(
                    .quasiPeriodic(deviation: 1, period: 3, lengthScale: .infinity, harmonics: 1), loadings: [0.5, 1]),
            ], noise: [0.3, 0.4], means: [0, 0])
        let rows = ModelsUnderTest.rows(40, channels: 2, seed: 2, gap: 2)
        let gradient = model.logLikelihoodGradient(rows).gradient
        for (place, kind) in model.parameterKinds.enumerated() {
            guard kind != .term(component: 1, .lengthScale) else {
                #expect(gradient[place] == 0)
                continue
            }
            let known = difference(model, rows, place)
            #expect(abs(gradient[place] - known) < 1e-7 * max(1, abs(known)), "\(kind)")
        }
    }

    @Test func seriesAddUpOnAnyThreads() {
        let model = ModelsUnderTest.coupled
        // More than one task, and a series of more rows than a task.
        let counts = [10, 600, 0, 500, 1, 1200, 3, 4]
        let series = counts.map { ModelsUnderTest.rows($0, channels: 3, seed: UInt64($0)) }
        let known = model.logLikelihoodGradient(of: series)
        let value = series.map { model.logLikelihood($0) }.reduce(0, +)
        #expect(known.value == value && model.logLikelihood(of: series, crew: WorkCrew(threads: 2)) == value)
        for place in known.gradient.indices {
            let sum = series.reduce(0) { $0 + model.logLikelihoodGradient($1).gradient[place] }
            #expect(known.gradient[place] == sum)
        }
        for threads in [1, 2, 3] {
            let found = model.logLikelihoodGradient(of: series, crew: WorkCrew(threads: threads))
            #expect(found.value == known.value && found.gradient == known.gradient)
        }
    }
}
