import Crew
import Foundation
import Lanes
import StateSpace
import Testing

/// The filter where rows are so precise that it works in square-root form.
@Suite struct PreciseRowTests {
    private static let models: [LinearModel] = ModelsUnderTest.all.map { model in
        var model = model
        model.noise = model.noise.map { $0 * 1e-7 }
        return model
    }

    /// Values that lie on a path of the model.
    private func rows(_ model: LinearModel, _ count: Int) -> ObservationRows {
        let places = ModelsUnderTest.rows(count, channels: model.channels, seed: 12)
        let points = (0..<count).map { ProcessPoint(time: places.times[$0], channel: places.channels[$0]) }
        let path = model.samplePaths(
            given: ObservationRows(times: [], channels: [], values: [], origin: places.origin), at: points, count: 1,
            noise: PathNoise(Philox4x32(seed: 3), series: 1))[0]
        return ObservationRows(times: places.times, channels: places.channels, values: path)
    }

    @Test(arguments: models) func variancesAreFiniteAndNotNegative(model: LinearModel) {
        let rows = rows(model, 200)
        let value = model.logLikelihood(rows)
        #expect(value.isFinite)
        let points = rows.times.flatMap { time in
            [-1e-9, 0, 1e-12, 0.3].map { ProcessPoint(time: time + $0, channel: 0) }
        }
        let found = model.posterior(given: rows, at: points)
        for index in points.indices {
            #expect(found.means[index].isFinite)
            #expect(found.variances[index].isFinite && found.variances[index] >= 0)
        }
        let state = model.filterState(after: rows)
        let d = state.mean.count
        for i in 0..<d {
            #expect(state.covariance[d * i + i] >= 0)
            for j in 0..<i { #expect(state.covariance[d * i + j] == state.covariance[d * j + i]) }
        }
    }

    /// The gradient by the terms' numbers and the noise; differences of a likelihood of 1e3 are good to some 1e-7 here. By means
    /// and loadings it is only as good as residuals of 1e-16 are against a noise of 3e-8.
    @Test(arguments: models) func gradient(model: LinearModel) {
        let rows = rows(model, 60)
        let (value, gradient) = model.logLikelihoodGradient(rows)
        #expect(value == model.logLikelihood(rows))
        for (place, kind) in model.parameterKinds.enumerated() {
            switch kind {
            case .mean, .loading: continue
            case .noise, .term: break
            }
            // Phases of hundreds of turns bear only small changes of a period.
            let h = if case .term(_, .period) = kind { 3e-4 } else { 0.01 }
            func slope(_ h: Double) -> Double {
                var (up, down) = (model.parameters, model.parameters)
                up[place] += h
                down[place] -= h
                return
                    (model.replacing(parameters: up).logLikelihood(rows)
                    - model.replacing(parameters: down).logLikelihood(rows)) / (2 * h)
            }
            let known = (64 * slope(h / 4) - 20 * slope(h / 2) + slope(h)) / 45
            #expect(abs(gradient[place] - known) < 1e-6 * max(1, abs(known)), "\(kind): \(gradient[place]), \(known)")
        }
    }

    /// With a wide start only the first rows are precise; all numbers' gradients are good there.
    @Test func gradientOfAWideStart() {
        let model = LinearModel(
            [.slope(diffusion: 0.3, start: 1e5, startSlope: 1e4), .matern12(deviation: 1, lengthScale: 2)], noise: 0.1)
        let rows = ModelsUnderTest.rows(80, channels: 1, seed: 5, gap: 4)
        let gradient = model.logLikelihoodGradient(rows).gradient
        for (place, kind) in model.parameterKinds.enumerated() {
            func slope(_ h: Double) -> Double {
                var (up, down) = (model.parameters, model.parameters)
                up[place] += h
                down[place] -= h
                return
                    (model.replacing(parameters: up).logLikelihood(rows)
                    - model.replacing(parameters: down).logLikelihood(rows)) / (2 * h)
            }
            let known = (64 * slope(0.0025) - 20 * slope(0.005) + slope(0.01)) / 45
            #expect(abs(gradient[place] - known) < 1e-7 * max(1, abs(known)), "\(kind): \(gradient[place]), \(known)")
        }
    }

    /// A state is carried on through precise rows and back to ordinary ones with the bits of a single run.
    @Test func stateCarriedOn() throws {
        let model = LinearModel([.matern52(deviation: 1, lengthScale: 2), .constant(deviation: 30)], noise: 0.1)
        let times = (0..<90).map { Double($0) * 0.4 }
        let weights = (0..<90).map { [20, 21, 60].contains($0) ? 1e15 : 1 }
        func part(_ range: Range<Int>) -> ObservationRows {
            ObservationRows(
                times: Array(times[range]), channels: range.map { _ in 0 }, values: times[range].map { sin($0) },
                weights: Array(weights[range]))
        }
        var state = model.filterState(after: part(0..<1))
        var forms: [Bool] = []
        for row in 1..<90 {
            model.carry(&state, over: part(row..<row + 1))
            forms.append(state.isFactored)
        }
        #expect(state == model.filterState(after: part(0..<90)))
        #expect(forms.contains(true) && forms.last == false)
        let known = try #require(DenseProcess(model, part(0..<90))).logLikelihood
        #expect(abs(state.logLikelihood - known) < 1e-9 * abs(known))
    }

    @Test func pointsAloneAmongOthersAndOnAnyThreads() {
        let model = Self.models[8]
        let rows = rows(model, 1500)
        let points = stride(from: 0, to: 1500, by: 7).map {
            ProcessPoint(time: rows.times[$0] + 0.05, channel: $0 % 3)
        }
        let found = model.posterior(given: rows, at: points)
        #expect(model.posterior(given: rows, at: points, crew: WorkCrew(threads: 2)) == found)
        for index in stride(from: 0, to: points.count, by: 60) {
            let alone = model.posterior(given: rows, at: [points[index]])
            #expect(alone.means[0] == found.means[index] && alone.variances[0] == found.variances[index])
        }
    }

    /// Steps of every length: with no noise to speak of at one time, the variance grows as that of the step.
    @Test func shortAndLongSteps() {
        let scale = 2.0
        let terms: [(ProcessTerm, (Double) -> Double)] = [
            (.matern12(deviation: 1, lengthScale: scale), { -expm1(-2 * $0 / scale) }),
            (.level(diffusion: 1, start: 1), { $0 }),
        ]
        for (term, known) in terms {
            let model = LinearModel([term], noise: 1e-30)
            let rows = ObservationRows(times: [0], values: [0.5])
            for step in [1e-12, 1e-6, 0.1, 10, 2e6] {
                let variance = model.posterior(given: rows, at: [ProcessPoint(time: step)]).variances[0]
                #expect(abs(variance - known(step)) < 1e-14 * known(step), "\(term), \(step)")
            }
        }
    }
}
