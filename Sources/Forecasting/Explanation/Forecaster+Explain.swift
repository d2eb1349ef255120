import TimeSeries

extension Forecaster {
    /// Explains forecasts of one series.
    ///
    /// The squared width of the 90 % band is split as the law of total variance splits a variance, by widths rather than by variances
    /// because these hang on the tails: into what the members' medians differ by and the mean of their squared widths. Of these, noise
    /// is what each member says right after the latest observation, path the rest. What the calibrated band is wider or narrower than the
    /// base's is calibration's. Each of the latest observations is then left out, and the forecast made again. Of a regression, each
    /// feature's part in the centre is told.
    ///
    /// - Parameters:
    ///   - collection: the observations.
    ///   - request: series and times.
    ///   - options: seed, draws, threads and limit; its quantiles and samples are not read.
    ///   - observations: how many of the latest are left out, one by one.
    ///   - isCancelled: asked between predictions.
    /// - Returns: by variable, then time.
    /// - Throws: what the prediction throws; `CancellationError` where it was cancelled.
    /// - Complexity: as many predictions as `observations`, and two a member.
    public func explain(
        _ collection: SeriesCollection, _ request: PredictionRequest, options: PredictionOptions = PredictionOptions(),
        observations: Int = 24, isCancelled: () -> Bool = { false }
    ) throws -> [ForecastExplanation] {
        try withoutActuallyEscaping(isCancelled) { isCancelled in
            let explainer = try ForecastExplainer(self, collection, request, options, isCancelled)
            return try explainer?.explanations(observations: observations) ?? []
        }
    }
}

/// The 90 % band and the median of one cell of what was asked.
private struct Band {
    let lower: Double
    let median: Double
    let upper: Double
    var width: Double { upper - lower }

    init(_ said: SeriesPrediction, _ cell: Int) {
        (lower, median, upper) = (said.quantiles[3 * cell], said.quantiles[3 * cell + 1], said.quantiles[3 * cell + 2])
    }
}

/// What is asked to explain the forecasts of one series.
private struct ForecastExplainer {
    let forecaster: any Forecaster
    /// What ``forecaster`` calibrates, itself where it calibrates nothing.
    let base: any Forecaster
    let members: [any Forecaster]
    /// The series alone.
    let series: SeriesCollection
    let request: PredictionRequest
    /// The same, checked: what may be seen.
    let question: CheckedRequest
    let options: PredictionOptions
    let isCancelled: () -> Bool
    /// What is said with all observations.
    let whole: SeriesPrediction

    /// `nil` where the forecast fails.
    init?(
        _ forecaster: any Forecaster, _ collection: SeriesCollection, _ request: PredictionRequest,
        _ options: PredictionOptions, _ isCancelled: @escaping () -> Bool
    ) throws {
        self.forecaster = forecaster
        base = (forecaster as? CalibratedForecaster)?.base ?? forecaster
        members = (base as? MixtureForecaster)?.members ?? [base]
        series = try collection.filtered(SeriesFilter(series: [collection.names[request.series]]))
        var alone = request
        alone.series = 0
        self.request = alone
        question = try CheckedRequest(
            alone, .forecast, about: series, isKnown: Self.known(forecaster, series),
            asOf: request.asOf ?? options.asOf)
        var asked = options
        (asked.samples, asked.quantiles) = (0, [0.05, 0.5, 0.95])
        self.options = asked
        self.isCancelled = isCancelled
        guard let said = try Self.ask(forecaster, series, alone, asked, isCancelled) else { return nil }
        whole = said
    }

    /// Whether `forecaster` knows each variable of `series`.
    private static func known(_ forecaster: any Forecaster, _ series: SeriesCollection) -> [Bool] {
        series.variables.map(Set(forecaster.variables).contains)
    }

    private static func ask(
        _ forecaster: any Forecaster, _ series: SeriesCollection, _ request: PredictionRequest,
        _ options: PredictionOptions, _ isCancelled: () -> Bool
    ) throws -> SeriesPrediction? {
        if isCancelled() { throw CancellationError() }
        let said = try forecaster.predict(series, [request], kind: .forecast, options: options)[0]
        return said.failure == nil ? said : nil
    }

    private func ask(_ forecaster: any Forecaster, at times: [Moment]? = nil, of series: SeriesCollection? = nil) throws
        -> SeriesPrediction?
    {
        var asked = request
        asked.times = times ?? request.times
        return try Self.ask(forecaster, series ?? self.series, asked, options, isCancelled)
    }

    func explanations(observations: Int) throws -> [ForecastExplanation] {
        let known = Self.known(forecaster, series)
        let seen = question.seen.filter { known[Int(series.variableIndices[$0])] }
        guard let last = seen.last.map({ series.times[$0] }), let lead = whole.leads.first else { return [] }
        // Noise is what a member says this soon after the latest observation.
        let soon = last.advanced(by: 1e-3 * lead)
        let uncalibrated = forecaster is CalibratedForecaster ? try ask(base) : whole
        let said = base is MixtureForecaster ? try members.map { try ask($0) } : [uncalibrated]
        let near = soon > last ? try members.map { try ask($0, at: [soon]) } : members.map { _ in nil }
        // By time and variable, of regressions.
        let drivers = members.map { ($0 as? any DrivenForecaster)?.drivers(question, about: series) ?? [] }
        var without: [(row: Int, said: SeriesPrediction)] = []
        for row in seen.suffix(observations) where seen.count > 1 {
            let others = series.filtered { _, other in other != row }
            if let said = try ask(forecaster, of: others) { without.append((row, said)) }
        }
        var found: [ForecastExplanation] = []
        for (channel, variable) in forecaster.variables.enumerated() {
            for (k, time) in request.times.enumerated() {
                let cell = k * forecaster.variables.count + channel
                let weights =
                    (base as? MixtureForecaster)?.weights(of: variable, .forecast, lead: whole.leads[k])
                    ?? members.map { _ in 1 }
                var parts = WidthParts()
                var told: [ForecastExplanation.Member] = []
                for (index, member) in members.enumerated() where weights[index] > 0 {
                    guard let own = said[index], let place = member.variables.firstIndex(of: variable) else { continue }
                    let at = k * member.variables.count + place
                    let band = Band(own, at)
                    guard band.median.isFinite else { continue }
                    parts.add(
                        weight: weights[index], median: band.median, width: band.width,
                        start: near[index].map { Band($0, place).width })
                    told.append(
                        ForecastExplanation.Member(
                            kind: member.kind.name, weight: weights[index], median: band.median, lower: band.lower,
                            upper: band.upper,
                            drivers: drivers[index].isEmpty ? [] : Array(drivers[index][at].prefix(5))))
                }
                let band = Band(whole, cell)
                let shares = parts.shares(
                    width: band.width, uncalibrated: uncalibrated.map { Band($0, cell).width })
                found.append(
                    ForecastExplanation(
                        series: series.names[0], variable: variable, time: time, lead: whole.leads[k],
                        median: band.median, lower: band.lower, upper: band.upper, noise: shares.noise,
                        path: shares.path, members: shares.members, calibration: shares.calibration,
                        parts: told.sorted { ($1.weight, $0.kind) < ($0.weight, $1.kind) },
                        influences: Array(influences(without, cell).prefix(5))))
            }
        }
        return found
    }

    /// How far each observation that was left out moved the median of `cell`, farthest first.
    private func influences(
        _ without: [(row: Int, said: SeriesPrediction)], _ cell: Int
    ) -> [ForecastExplanation.Influence] {
        without.map { row, other in
            ForecastExplanation.Influence(
                variable: series.variables[Int(series.variableIndices[row])], time: series.times[row],
                value: series.values[row], shift: Band(whole, cell).median - Band(other, cell).median)
        }.sorted { (abs($1.shift), $0.time, $0.variable) < (abs($0.shift), $1.time, $1.variable) }
    }
}
