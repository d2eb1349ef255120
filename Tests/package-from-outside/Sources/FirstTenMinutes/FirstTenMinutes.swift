import Continuum
import Foundation

/// A Swift user's first ten minutes: series from values in memory, a fit, and the quantile of a forecast.
@main
struct FirstTenMinutes {
    static func main() async throws {
        let data = try heartRates()
        var settings = FitSettings()
        settings.network.latent = 4
        settings.training.epochs = 20
        let fitting = Fitting(data, settings: settings)
        for await step in fitting.progress where step.share == 1 && step.epoch % 10 == 0 {
            print("\(step.epoch) of \(step.epochs) epochs")
        }
        let model = try await fitting.forecaster

        let request = PredictionRequest(series: 0, times: [.numeric(26), .numeric(30.5)])
        let prediction = try model.predict(data, [request], kind: .forecast)[0]
        for time in [26, 30.5] {
            let hr = prediction[time, "hr"]
            let parts = [hr.median, hr.quantile(0.05), hr.quantile(0.95)].map { String(format: "%.1f", $0) }
            print("hr at \(time): \(parts[0]), 90 % between \(parts[1]) and \(parts[2])")
        }
    }

    /// Heart rates of 20 patients over a day, seen at irregular hours.
    static func heartRates() throws -> SeriesCollection {
        var data = SeriesBuilder()
        for patient in 0..<20 {
            for visit in 0..<12 {
                let hour = 2 * Double(visit) + 0.1 * Double((7 * patient + 3 * visit) % 11)
                let rate = 70 + Double(patient % 5) + 8 * sin(hour * 2 * .pi / 24)
                data["patient \(patient)"].append(time: hour, ["hr": rate])
            }
        }
        return try data.build()
    }
}
