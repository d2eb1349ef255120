import Differentiation
import Foundation
import Lanes
import Testing

@testable import Forecasting

/// What every distribution must keep: those of the list, and two of the tests with discrete and bounded support.
@Suite struct DistributionContractTests {
    static let all = ObservationLikelihood.allCases + [ObservationLikelihood(Poisson.self), .init(LogitNormal.self)]
    private static let parameters = [(0.3, 0.8), (-1.1, 0.4), (1.7, 1.3)]
    private static let probabilities = [1e-6, 1e-3, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-6]

    /// Σ or ∫ of `body` times the density; in the coordinate, by the double-exponential rule (Takahasi, Mori 1974) on either side of
    /// the median, where a density may have a kink: distance = scale · e^(u − e^(−u)).
    private func expectation<Family: ObservationDistribution>(
        _: Family.Type, _ component: Family.Component, _ body: (Double) -> Double
    ) -> Double {
        if Family.support.isDiscrete {
            return stride(from: 0, through: component.quantile(1 - 1e-12) + 60, by: 1).reduce(0) {
                $0 + component.density(at: $1) * body($1)
            }
        }
        let middle = Family.Component.quantileRange(0.5, of: [component]).low
        let step = 0.01
        return stride(from: -5.0, through: 22, by: step).reduce(0) { sum, u in
            let distance = component.scale * exp(u - exp(-u))
            let weight = step * distance * (1 + exp(-u))
            return [middle - distance, middle + distance].reduce(sum) { sum, y in
                let density = component.evaluate(at: y).density
                // Where the density has underflown, the value may have overflown.
                return density > 0 ? sum + weight * density * body(Family.Component.value(at: y)) : sum
            }
        }
    }

    @Test(arguments: all) func densitiesIntegrateToOneAndGiveTheMoments(_ likelihood: ObservationLikelihood) {
        func check<Family: ObservationDistribution>(_ family: Family.Type) {
            for (location, scale) in Self.parameters {
                let component = Family.component(location: location, scale: scale)
                let (mean, variance) = (component.mean, component.variance)
                #expect(abs(expectation(family, component) { _ in 1 } - 1) < 1e-10)
                #expect(abs(expectation(family, component) { $0 } - mean) < 1e-9 * (1 + abs(mean)))
                let square = expectation(family, component) { ($0 - mean) * ($0 - mean) }
                #expect(abs(square - variance) < 1e-9 * (1 + variance))
                let moments = Family.Component.moments(of: [component])
                #expect(abs(moments.mean - mean) < 1e-12 * (1 + abs(mean)))
                #expect(abs(moments.deviation - variance.squareRoot()) < 1e-12 * (1 + variance))
            }
        }
        check(likelihood.distribution)
    }

    @Test(arguments: all) func quantilesInvertTheDistributionFunction(_ likelihood: ObservationLikelihood) {
        func check<Family: ObservationDistribution>(_: Family.Type) {
            for (location, scale) in Self.parameters {
                let component = Family.component(location: location, scale: scale)
                for p in Self.probabilities {
                    let x = component.quantile(p)
                    #expect(Family.support.contains(x), "quantile(\(p)) = \(x)")
                    if Family.support.isDiscrete {
                        #expect(component.probability(upTo: x) >= p - 1e-12)
                        #expect(component.probability(upTo: x - 1) < p + 1e-12)
                    } else {
                        #expect(abs(component.probability(upTo: x) - p) < 1e-12)
                    }
                }
            }
        }
        check(likelihood.distribution)
    }

    /// The density is the derivative of the distribution function (of counts, the difference), in x and in the coordinate; not at
    /// the median, where a density may have a kink.
    @Test(arguments: all) func densitiesAreDerivatives(_ likelihood: ObservationLikelihood) {
        func check<Family: ObservationDistribution>(_: Family.Type) {
            for (location, scale) in Self.parameters {
                let component = Family.component(location: location, scale: scale)
                for p in Self.probabilities where p != 0.5 {
                    let x = component.quantile(p)
                    let density = component.density(at: x)
                    #expect(abs(exp(component.logDensity(at: x)) - density) < 1e-12 * (1 + density))
                    guard !Family.support.isDiscrete else {
                        let mass = component.probability(upTo: x) - component.probability(upTo: x - 1)
                        #expect(abs(mass - density) < 1e-12)
                        continue
                    }
                    let h = 1e-5 * min(x == 0 ? 1 : abs(x), 1 - abs(x) > 0 ? 1 - abs(x) : 1, 1)
                    let slope = (component.probability(upTo: x + h) - component.probability(upTo: x - h)) / (2 * h)
                    #expect(abs(slope - density) < 1e-5 * (1 + density), "p \(p)")
                    let y = Family.Component.quantileRange(p, of: [component]).low
                    let k = 1e-5 * component.scale
                    let (above, below) = (component.evaluate(at: y + k), component.evaluate(at: y - k))
                    let term = component.evaluate(at: y)
                    #expect(abs((above.probability - below.probability) / (2 * k) - term.density) < 1e-6)
                    #expect(term.slope == 0 || abs((above.density - below.density) / (2 * k) - term.slope) < 1e-6)
                }
            }
        }
        check(likelihood.distribution)
    }

    /// The recorded program: log density of x given location and log σ², one lane each.
    private func program(_ distribution: any ObservationDistribution.Type, fixedScale: Double? = nil) -> Program {
        var builder = ProgramBuilder()
        let x = builder.input(features: 1)
        let location = builder.input(features: 1)
        let logVariance = builder.input(features: 1)
        let parameters = RecordedParameters(location: location, logVariance: logVariance, fixedScale: fixedScale)
        _ = builder.output(distribution.recordLogDensity(of: x, parameters, in: &builder))
        return builder.build()
    }

    /// Values of the support with parameters, one lane each.
    private func cases<Family: ObservationDistribution>(
        _: Family.Type, fixedScale: Double?
    ) -> (inputs: [[Double]], expected: [Double]) {
        var inputs: [[Double]] = [[], [], []]
        var expected: [Double] = []
        for lane in 0..<2 * LaneBlock.width {
            let location = -1.5 + 0.1 * Double(lane)
            let scale = fixedScale ?? 0.3 + 0.07 * Double(lane)
            let component = Family.component(location: location, scale: scale)
            let x = component.quantile((Double(lane) + 0.5) / Double(2 * LaneBlock.width))
            inputs[0].append(x)
            inputs[1].append(location)
            inputs[2].append(2 * log(scale))
            expected.append(component.logDensity(at: x))
        }
        return (inputs, expected)
    }

    @Test(arguments: all, [nil, 0.7]) func recordedProgramsEqualTheScalarForm(
        _ likelihood: ObservationLikelihood, _ fixedScale: Double?
    ) {
        let program = program(likelihood.distribution, fixedScale: fixedScale)
        let (inputs, expected) = cases(likelihood.distribution, fixedScale: fixedScale)
        let lanes = expected.count
        let arena = LaneBuffer<Double>(count: program.arenaFeatures * lanes)
        let cotangents = LaneBuffer<Double>(count: program.arenaFeatures * lanes)
        let frame = Frame(
            values: arena.pointer, cotangents: cotangents.pointer, stride: lanes, column: 0, lanes: lanes)
        for (slot, values) in zip(program.inputs, inputs) {
            for (lane, value) in values.enumerated() { frame.value(slot)[lane] = value }
        }
        program.evaluate(frame, parameters: [0])
        for lane in 0..<lanes {
            let found = frame.value(program.outputs[0])[lane]
            #expect(abs(found - expected[lane]) < 1e-9 * (1 + abs(expected[lane])), "lane \(lane)")
        }
    }

    @Test(arguments: all, [nil, 0.7]) func recordedGradientsEqualDifferences(
        _ likelihood: ObservationLikelihood, _ fixedScale: Double?
    ) {
        let (inputs, expected) = cases(likelihood.distribution, fixedScale: fixedScale)
        let check = program(likelihood.distribution, fixedScale: fixedScale)
            .checkGradient(inputs: inputs, parameters: [0], lanes: expected.count, step: 1e-6)
        #expect(check.discrepancy < 1e-6, "\(check.place)")
    }

    @Test(arguments: all) func samplesKeepTheSupport(_ likelihood: ObservationLikelihood) {
        func check<Family: ObservationDistribution>(_: Family.Type) {
            let mixture = PredictiveMixture<Family>(
                components: Self.parameters.map { Family.component(location: $0.0, scale: $0.1) })
            let random = Philox4x32(seed: 4)
            var sum = 0.0
            let count = 3000
            for index in 0..<count {
                let u = random.uniform(SIMD4(UInt32(index), 0, 0, 0))
                let x = mixture.sample(index % 3, uniform: u)
                #expect(Family.support.contains(x))
                sum += x
            }
            let (mean, deviation) = mixture.moments
            #expect(abs(sum / Double(count) - mean) < 4 * deviation / Double(count).squareRoot())
        }
        check(likelihood.distribution)
    }

    @Test(arguments: all) func mixturesSplitTheirMassAtMonotoneQuantilesWithinTheSupport(
        _ likelihood: ObservationLikelihood
    ) {
        func check<Family: ObservationDistribution>(_: Family.Type) {
            let locations = (0..<40).map { 1.5 * sin(Double($0)) }
            let scales = (0..<40).map { 0.2 + 0.1 * Double($0 % 7) }
            let probabilities = (1...199).map { Double($0) / 200 }
            let summary = Family.summary(
                locations: locations, scales: scales, probabilities: probabilities, uniforms: [])
            #expect(summary.quantiles == summary.quantiles.sorted())
            let components = zip(locations, scales).map { Family.component(location: $0, scale: $1) }
            func share(upTo x: Double) -> Double {
                components.reduce(0) { $0 + $1.probability(upTo: x) } / Double(components.count)
            }
            for (p, x) in zip(probabilities, summary.quantiles) {
                #expect(Family.support.contains(x))
                if Family.support.isDiscrete {
                    #expect(share(upTo: x) >= p - 1e-12 && share(upTo: x - 1) < p + 1e-12)
                } else {
                    #expect(abs(share(upTo: x) - p) < 1e-9)
                }
            }
            // The law of total variance.
            let mean = components.reduce(0) { $0 + $1.mean } / 40
            let variance = components.reduce(0) { $0 + $1.variance + ($1.mean - mean) * ($1.mean - mean) } / 40
            #expect(abs(summary.mean - mean) < 1e-12 * (1 + abs(mean)))
            #expect(abs(summary.deviation - variance.squareRoot()) < 1e-9 * variance.squareRoot())
        }
        check(likelihood.distribution)
    }

    @Test(arguments: all) func heldOutScoresAreLogDensitiesAndSquaredErrors(_ likelihood: ObservationLikelihood) {
        func check<Family: ObservationDistribution>(_: Family.Type) {
            let component = Family.component(location: 0.5, scale: 0.75)
            let x = Family.support.isDiscrete ? 2.0 : 0.625
            let found = Family.heldOutScore(target: Float(x), location: 0.5, scale: 0.75)
            #expect(abs(found.logDensity - component.logDensity(at: x)) < 1e-12)
            #expect(abs(found.squaredError - (x - component.mean) * (x - component.mean)) < 1e-12)
            var evidence = NoiseEvidence()
            evidence.targets = [x]
            evidence.locations = [0.5, -0.25]
            evidence.scales = [0.75, 0.5]
            let second = Family.component(location: -0.25, scale: 1)
            let mean = 0.5 * (component.density(at: x) + second.density(at: x))
            #expect(abs(Family.logScore(evidence, factors: [1, 2]) - log(mean)) < 1e-12)
        }
        check(likelihood.distribution)
    }
}
