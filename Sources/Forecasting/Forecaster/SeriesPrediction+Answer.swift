extension SeriesPrediction {
    /// An answer of zeros to `question`, to be filled in.
    init(answering question: CheckedRequest, variables: [String], options: PredictionOptions) {
        let cells = question.times.count * variables.count
        self.init(
            series: question.series, times: question.times, variables: variables, probabilities: options.quantiles,
            leads: question.leads, means: Array(repeating: 0, count: cells),
            deviations: Array(repeating: 0, count: cells),
            quantiles: Array(repeating: 0, count: cells * options.quantiles.count),
            samples: Array(repeating: 0, count: cells * options.samples))
    }

    /// Leaves no numbers, and why.
    mutating func fail(_ error: ForecastingError) {
        failure = error
        means = []
        deviations = []
        quantiles = []
        samples = []
    }
}
