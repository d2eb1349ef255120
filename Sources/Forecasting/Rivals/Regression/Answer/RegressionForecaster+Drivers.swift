import TimeSeries

extension RegressionForecaster: DrivenForecaster {
    /// What each column, with all its products with the lead, adds to the centre; and the seasons.
    func drivers(_ question: CheckedRequest, about collection: SeriesCollection) -> [[ForecastDriver]] {
        let past = past(of: question, collection)
        return question.times.flatMap { time in
            frame.channels.indices.map { drivers(of: $0, at: time.number, past) }
        }
    }

    private func drivers(of channel: Int, at time: Double, _ past: Past) -> [ForecastDriver] {
        guard let model = forecasts[channel] else { return [] }
        let columns = forecastFeatures[channel].columns(variables: variables)
        var x = [Double](repeating: 0, count: model.coefficients.count)
        _ = writeColumns(of: channel, at: time, past, to: &x)
        let center = model.predict(&x) + seasons(channel, time)
        var order: [String] = []
        var parts: [String: Double] = [:]
        func add(_ name: String, _ part: Double) {
            if part == 0 { return }
            if parts[name] == nil { order.append(name) }
            parts[name, default: 0] += part
        }
        for (place, coefficient) in model.coefficients.enumerated() {
            if place < columns.count, columns[place].group == .intercept { continue }
            add(place < columns.count ? columns[place].feature : "random features", Double(coefficient) * x[place])
        }
        add("seasons", seasons(channel, time))
        let scale = frame.channels[channel].scale
        let whole = scale.unscaled(center)
        return order.map { name in
            ForecastDriver(name: name, shift: whole - scale.unscaled(center - (parts[name] ?? 0)))
        }.sorted { (abs($1.shift), $0.name) < (abs($0.shift), $1.name) }
    }
}
