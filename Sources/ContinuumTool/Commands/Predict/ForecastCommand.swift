import Continuum

/// `continuum forecast`
enum ForecastCommand {
    static let command = Command(
        "forecast", "Predict values after the last observation, with uncertainty.", operands: [Operand.name],
        options: Prediction.options + ExplainPage.options,
        examples: [
            "continuum forecast liver --series 2 --at 6000,6400.5 --quantiles 0.05,0.5,0.95",
            "continuum forecast co2 --every 1w --for 104w --output co2.csv",
            "continuum forecast liver --as-of 1500 --at 2000",
            "continuum forecast liver --series 2 --at 6000 --explain",
        ]
    ) { try Prediction.run(.forecast, $0, $1) }
}
