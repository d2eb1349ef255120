import DifferentialEquations
import Lanes
import NeuralLayers
import Testing
import Workbenches

@testable import Forecasting

/// Kinetic energy and error estimates in the training of a latent ODE.
@Suite struct RegularizationTests {
    /// Loss and penalty of the spiral model on five short series, steps of one size.
    private func workload(_ regularization: FieldRegularization) -> SpiralWorkload<Double> {
        let times = (0..<12).map { 0.25 * Double($0) }
        let random = Philox4x32(seed: 3)
        func draw(_ stream: UInt32, _ index: Int) -> Double {
            random.normal(epoch: stream, series: UInt32(index), sample: 0, index: 0)
        }
        return SpiralWorkload(
            times: times, values: (0..<5 * 12 * 2).map { draw(1, $0) }, noise: (0..<5 * 4).map { draw(2, $0) },
            method: .dopri5, relative: 1, absolute: 1, control: .fixed(0.4), regularization: regularization,
            blockRows: 16)
    }

    @Test(arguments: [(kinetic: 0.3, errors: 0.0), (0, 20), (0.3, 20)])
    func theGradientIsThatOfLossAndPenalty(weights: (kinetic: Double, errors: Double)) throws {
        var regularization = FieldRegularization()
        regularization.kineticEnergy = weights.kinetic
        regularization.errorEstimates = weights.errors
        let workload = workload(regularization)
        var parameters: [Double] = workload.model.parameters.initialValues(seed: 5)
        var gradient = parameters
        func objective(_ parameters: [Double]) throws -> Double {
            var scratch = parameters
            let (loss, outcome) = try workload.step(parameters: parameters, gradient: &scratch)
            #expect((outcome.kineticEnergy > 0) == (weights.kinetic > 0))
            #expect((outcome.errorEstimates > 0) == (weights.errors > 0))
            return loss + (weights.kinetic * outcome.kineticEnergy + weights.errors * outcome.errorEstimates) / 5
        }
        _ = try workload.step(parameters: parameters, gradient: &gradient)
        let h = 1e-5
        // Some weights of every array: encoder, posterior, field, decoder.
        for entry in workload.model.parameters.entries {
            for index in [entry.offset, entry.offset + entry.count / 2] {
                let kept = parameters[index]
                parameters[index] = kept + h
                let up = try objective(parameters)
                parameters[index] = kept - h
                let down = try objective(parameters)
                parameters[index] = kept
                let slope = (up - down) / (2 * h)
                #expect(abs(gradient[index] - slope) < 1e-6 * max(1, abs(slope)), "\(entry.name)")
            }
        }
    }

    private func lastEvaluations(_ regularization: FieldRegularization) throws -> (evaluations: Double, error: Double) {
        var settings = FitSettings()
        settings.training.epochs = 60
        settings.training.batch = 16
        settings.network.hidden = 16
        settings.network.latent = 4
        settings.solver.relativeTolerance = 1e-4
        settings.solver.absoluteTolerance = 1e-5
        settings.solver.regularization = regularization
        let trainer = try LatentODETrainer(oscillations(series: 32), settings: settings, threads: 2)
        _ = try trainer.run()
        let summary = try trainer.forecaster().summary
        let line = try #require(summary.curve.last)
        #expect((line.kineticEnergy ?? 0 > 0) == (regularization.kineticEnergy > 0))
        #expect((line.errorEstimates ?? 0 > 0) == (regularization.errorEstimates > 0))
        return (try #require(line.evaluations), try #require(summary.validationError))
    }

    @Test func regularisedFieldsTakeFewerEvaluations() throws {
        let plain = try lastEvaluations(FieldRegularization())
        var kinetic = FieldRegularization()
        kinetic.kineticEnergy = 0.05
        var errors = FieldRegularization()
        errors.errorEstimates = 1000
        for found in [try lastEvaluations(kinetic), try lastEvaluations(errors)] {
            #expect(found.evaluations < 0.9 * plain.evaluations, "\(found) against \(plain)")
        }
    }

    @Test func whatHasNoErrorEstimatesIsRefused() {
        var settings = FitSettings()
        settings.solver.regularization.errorEstimates = 1
        settings.solver.gradient = .continuous()
        #expect(throws: ForecastingError.self) {
            try LatentODETrainer(oscillations(series: 8), settings: settings, threads: 1)
        }
        settings.solver.gradient = .discrete
        settings.solver.method = .rk4
        #expect(throws: ForecastingError.self) {
            try LatentODETrainer(oscillations(series: 8), settings: settings, threads: 1)
        }
    }

    /// Compensator and kinetic energy would both be the last feature of the solve.
    @Test(arguments: EventTimeRole.allCases) func kineticEnergyOfEventTimesIsRefused(_ role: EventTimeRole) throws {
        var settings = FitSettings()
        settings.eventTimes = role
        settings.solver.regularization.kineticEnergy = 0.1
        #expect {
            _ = try LatentODETrainer(oscillations(series: 8), settings: settings, threads: 1)
        } throws: { error in
            guard case ForecastingError.impossibleRequest(.kineticEnergyOfEventTimes) = error else { return false }
            return true
        }
        settings.solver.regularization.kineticEnergy = 0
        _ = try LatentODETrainer(oscillations(series: 8), settings: settings, threads: 1)
    }
}
