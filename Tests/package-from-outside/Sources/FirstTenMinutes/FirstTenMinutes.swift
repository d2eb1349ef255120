import Continuum
import Foundation

/// A Swift user's first ten minutes: series from values in memory, a fit, and the quantile of a forecast.
@main
struct FirstTenMinutes {
    static func main() throws {
        let data = heartRates()
        var settings = FitSettings()
        settings.latent = 4
        settings.epochs = 20
        let trainer = try LatentODETrainer(data, settings: settings, threads: 2)
        guard try trainer.run() == .finished else { return }
        let model = try trainer.forecaster()

        var options = PredictionOptions()
        options.quantiles = [0.05, 0.5, 0.95]
        let request = PredictionRequest(series: 0, times: [.numeric(26), .numeric(30.5)])
        let prediction = try model.predict(data, [request], kind: .forecast, options: options)[0]
        for (index, time) in prediction.times.enumerated() {
            let quantiles = prediction.quantiles[3 * index..<3 * index + 3].map { String(format: "%.1f", $0) }
            print("hr at \(time): \(quantiles[1]), 90 % between \(quantiles[0]) and \(quantiles[2])")
        }
    }

    /// Heart rates of 20 patients over a day, seen at irregular hours.
    static func heartRates() -> SeriesCollection {
        var offsets = [0]
        var times: [Double] = []
        var values: [Double] = []
        for patient in 0..<20 {
            for visit in 0..<12 {
                let hour = 2 * Double(visit) + 0.1 * Double((7 * patient + 3 * visit) % 11)
                times.append(hour)
                values.append(70 + Double(patient % 5) + 8 * sin(hour * 2 * .pi / 24))
            }
            offsets.append(times.count)
        }
        return SeriesCollection(
            variables: ["hr"], names: (0..<20).map { "patient \($0)" }, offsets: offsets, times: .numeric(times),
            variable: [Int32](repeating: 0, count: times.count), values: values)
    }
}
