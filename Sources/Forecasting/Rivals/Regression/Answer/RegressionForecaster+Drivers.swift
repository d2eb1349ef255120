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
            let name = place < columns.count ? columns[place].driver : "random features"
            if name != DesignColumn.intercept { add(name, Double(coefficient) * x[place]) }
        }
        add("seasons", seasons(channel, time))
        let scale = frame.channels[channel].scale
        let whole = scale.unscaled(center)
        return order.map { name in
            ForecastDriver(name: name, shift: whole - scale.unscaled(center - (parts[name] ?? 0)))
        }.sorted { (abs($1.shift), $0.name) < (abs($0.shift), $1.name) }
    }
}

extension DesignColumn {
    static let intercept = "intercept"

    /// The name without functions of the lead that it is multiplied by.
    fileprivate var driver: String {
        for suffix in [" × lead²", " × lead"] where name.hasSuffix(suffix) && name != "slope × lead" {
            return String(name.dropLast(suffix.count))
        }
        return name == "lead²" ? "lead" : name
    }
}
